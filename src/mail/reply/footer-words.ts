// Words that programs and firms put below a message: phones' and programs' lines, disclaimers, virus notes. Lower case, parted by bars.
import { words } from "./word-lists.ts";

/** Programs and makes that name themselves below a message. */
export const products = words(
  "iphone|ipad|ipod|apple watch|apple mail|icloud|macbook|imac|mac mail|android|samsung|galaxy|blackberry|windows phone|windows mobile|windows 10|windows mail" +
    "|nokia|lumia|huawei|xiaomi|redmi|google pixel|pixel|htc|motorola|moto g|sony|xperia|oneplus|oppo|realme|wiko|fairphone|alcatel|lenovo|treo" +
    "|outlook|mail for windows|mail för windows|mail für windows|courrier pour windows|correo para windows|posta per windows|hotmail|office 365|yahoo|ymail|gmail" +
    "|protonmail|proton mail|proton|tutanota|tuta|fastmail|mailbird|mailbox|spark|superhuman|airmail|aol|nine|typeapp|type mail|bluemail|blue mail|blue|edison mail" +
    "|em client|emclient|verizon|t-mobile|at&t|vodafone|telekommail|telekom|webmail|gmx|web\\.de|freenet|t-online|zoho|mail\\.ru|mail ru|яндекс|yandex|почт[аыеу]|rambler" +
    "|qq邮箱|qq|网易|網易|邮箱大师|foxmail|163|126|naver|daum|hanmail|thunderbird|k-9|k9|fairemail|canary|newton|cloudmagic|sparrow|polymail|missive|shortwave|mimestream|spike" +
    "|roundcube|horde|evolution|kmail|boxer|postbox|opera mail|seznam|laposte|onet|interia|rediffmail|mynet",
);

/** What a phone is called where it has no name: a footer only as the writer's own. */
export const devices = words(
  "mobile|phone|smartphone|smart phone|cell|cellphone|cell phone|handheld|handy|tablet|wireless device|device|computer|mac|pc|laptop|telefon|téléphone|portable|terminal|telefoon|mobieltje|teléfono|telefone|telemóvel|telefono" +
    "|móvil|movil|mã³vil|celular|cellulare|mobil|mobiel|mobitel|mobilni|puhelin|puhelime|komórk|telefonu|телефон|смартфон|планшет|мобильн|мобілн|мобільн|κινητό|cep telefon|nešiojam|手机|手機|スマホ|スマートフォン|携帯|휴대폰|휴대전화|스마트폰|मोबाइल|फ़ोन",
);

/** How those lines begin, so that a product may follow at once. */
export const sentFrom = words(
  "sent from|sent wirelessly from|sent wirelessly via|sent via|sent using|sent with|sent by|sent on the go from|sent through|composed on|typed on|written on|email sent from|message sent from" +
    "|gesendet von|gesendet mit|gesendet über|gesendet aus|gesendet vom|gesendet via|verschickt mit|verschickt von|verschickt vom|verfasst mit|geschrieben mit|diese nachricht wurde von|diese nachricht wurde mit|diese mail wurde mit|diese e-mail wurde von" +
    "|envoyé de|envoyé depuis|envoyé à partir|envoyé avec|envoyé via|envoyé par|envoyé du|envoyé sans fil par|envoyé sans fil à partir|envoyé d'|envoyé d’|provenance : " +
    "|enviado desde|enviado de|enviado do|enviado da|enviado por|enviado a través|enviado con|enviado com|enviado pelo|enviado via|enviado a partir|enviado mediante|enviat des|enviat amb" +
    "|inviato da|inviato dal|inviato con|inviato tramite|inviato via|inviata da|verzonden vanaf|verstuurd vanaf|verstuurd van|verzonden met|verzonden via|verstuurd met|verzonden van|verzonden vanuit" +
    "|skickat från|skickat via|skickat med|skickades från|skickat av|sendt fra|sendt med|sendt via|sendt på|sent úr|lähetetty|saadetud|wysłane z|wysłano z|wysłane za pomocą|wysłane przez|wysłana z|wysłany z" +
    "|odesláno z|odesláno ze|odesláno pomocí|odesláno přes|posláno z|poslané z|odoslané z|odoslané zo|poslano z|poslano sa|poslano s|poslano iz|poslato sa|poslato iz|küldve|elküldve|trimis de pe|trimis din|trimis cu|trimis de la" +
    "|отправлено с|отправлено из|отправлено через|отправлено от|отправлено со|послано с|надіслано з|надіслано із|надіслано через|відправлено з|изпратено от|изпратено с|изпратено чрез|испратено од|послато са" +
    "|išsiųsta iš|nosūtīts no|στάλθηκε από|εστάλη από|απεστάλη από|נשלח מ|נשלח באמצעות|أرسلت من|تم الإرسال من|أُرسلت من|مرسل من|ارسال شده از|فرستاده شده از|đã gửi từ|được gửi từ|gửi từ|ส่งจาก|dikirim dari|terkirim dari|dihantar dari|gestuur vanaf" +
    "|发自|來自我的|来自我的|从我的|寄自|從我的|傳送自|发送自",
);

/** How a program asks to be fetched: `Get Outlook for iOS`. */
export const getProgram = words(
  "get|download|holen sie sich|laden sie|hol dir|obtenez|obtenir|téléchargez|télécharger|obtener|obtén|descargar|obter|obtenha|scarica|ottieni|download|haal|hämta|skaffa|hent|få|lataa|hanki|pobierz|získejte|stáhnout|získať" +
    "|preuzmite|letöltés|descărcați|obțineți|скачать|получить|завантажити|отримати|изтеглете|indirin|edinin|λήψη|αποκτήστε|הורד|קבל|احصل على|获取|下載|取得|入手",
);

/** How a line begins that ends in "sent", and how it ends. */
export const sentFromBefore = words(
  "von meinem|von meiner|von yahoo mail|von aol|von outlook|von samsung|vom|von der|mit meinem|mit der|mit dem|von unterwegs|mobil|diese nachricht|diese mail|diese e-mail|nachricht|私の|自分の|内の|내|나의|मेरे|मेरी|使用|通过|用|从|從|ezt az|üzenet",
);
export const sentFromAfter = words(
  "gesendet|geschickt|versendet|abgeschickt|verschickt|geschrieben|verfasst|から送信|から送信されました|より送信|で送信|gönderildi|lähetetty|küldve|küldték|küldtem|에서 보냄|에서 보냈습니다|에서 보낸 메일|에서 발송|에서 보낸 메시지|से भेजा गया|发送|發送|傳送|寄出|发出",
);

/** What may still follow the product: a network's name, or an excuse. */
export const excuses = words(
  "please excuse|excuse|pardon|apolog|sorry for|brevity|typo|spelling|autocorrect|entschuldig|tippfehler|veuillez excuser|disculpe|desculpe|scusate|network|netz|réseau|de telcel|red de|powered by|using|with|via|für|for|pour|para|per|voor|för|til|na|для|için|wireless|handheld|device|smartphone|phone|app",
);

/** Whole lines, whatever their device is called. */
export const wholeFooters = words(
  "via mobile|sent via mobile|sent from mobile|sent from mobile device|from mobile|von unterwegs gesendet|von unterwegs|mobil gesendet|gesendet vom handy|vom handy gesendet|unterwegs gesendet" +
    "|envoyé de mon mobile|envoyé de mon portable|enviado desde el móvil|enviado do telemóvel|inviato dal cellulare|verzonden vanaf mobiel|skickat från mobilen|sendt fra mobilen|sent on the go|sent from my phone" +
    "|yahoo mail: search, organize, conquer|yahoo mail – einfacher organisiert|yahoo mail – einfacher & sicherer|yahoo mail, plus simple, plus sûr",
);

/** What a disclaimer speaks of: the message itself … */
export const disclaimerSubjects = words(
  "this e-mail|this email|this message|this communication|this transmission|the information contained|the information in this|the contents of this|e-mail message|email message|this mail|any attachments" +
    "|diese e-mail|diese email|diese mail|diese nachricht|dieser e-mail|dieser nachricht|der inhalt dieser|ce message|ce courriel|ce courrier|cet e-mail|cet email|ce mail|este mensaje|este correo|el contenido de este" +
    "|aquest missatge|aquest correu|esta mensagem|este e-mail|este email|questo messaggio|questa e-mail|questa email|la presente e-mail|in questo messaggio|le informazioni contenute|il presente messaggio|dit bericht|deze e-mail|deze email|de informatie in|dit e-mail" +
    "|detta meddelande|detta e-post|denna e-post|det här meddelandet|denne e-mail|denne mail|denne e-post|denne meldingen|denne eposten|dette brev|tämä viesti|tämä sähköposti|ta wiadomość|niniejsza wiadomość|treść tej wiadomości|tato zpráva|tento e-mail|tento email|obsah tohoto" +
    "|táto správa|ez az üzenet|ez az e-mail|jelen üzenet|acest mesaj|acest e-mail|acest email|ova poruka|ovaj e-mail|to sporočilo|това съобщение|този имейл|это сообщение|данное сообщение|настоящее сообщение|это письмо|это электронное|це повідомлення|цей лист" +
    "|bu e-posta|bu mesaj|bu ileti|bu elektronik|αυτό το μήνυμα|το παρόν μήνυμα|το περιεχόμενο|הודעה זו|מסר זה|هذه الرسالة|هذا البريد|این پیام|email này|thư này|อีเมลนี้|ข้อความนี้|pesan ini|email ini|e-mel ini" +
    "|本邮件|此邮件|本電子郵件|本郵件|此郵件|このメール|本メール|이 메일|본 메일|본 이메일|이 이메일",
);

/** … and what it says of it. Two of these, or one and a subject, in a last paragraph. */
export const disclaimerClaims = words(
  "confidential|privileged|intended recipient|intended solely|intended only|sole use of|individual or entity|unauthorized|unauthorised|received this e-mail in error|received this email in error|received this message in error|received it in error|not the addressee" +
    "|disclosure, copying|strictly prohibited|vertraulich|bestimmungsgemäße|vorgesehenen empfänger|beabsichtigten empfänger|richtige adressat|richtigen adressat|irrtümlich|unbefugte|nicht der richtige|ausschließlich für den|rechtlich geschützt" +
    "|confidentiel|destinataire|par erreur|usage exclusif|strictement interdit|confidencial|destinatario|por error|uso exclusivo|destinatário|por engano|por erro|riservate|riservato|confidenziali|destinatario|per errore|esclusivo del" +
    "|vertrouwelijk|geadresseerde|uitsluitend bestemd|abusievelijk|ten onrechte|konfidentiell|avsedda mottagaren|av misstag|fortrolig|fortroligt|tiltenkte|rette modtager|ved en fejl|ved en feil|luottamuksellinen|tarkoitettu vain|vastaanottajalle" +
    "|poufn|adresat|omyłkowo|zastrzeżon|důvěrn|omylem|určen|dôvern|bizalmas|címzett|tévedésből|confidențial|din greșeală|povjerljiv|poverljiv|zaupn|поверителн|адресат|по погрешка|конфиденциальн|предназначен|по ошибке|конфіденційн|помилково" +
    "|gizli|gizlidir|alıcısı|yanlışlıkla|εμπιστευτικ|παραλήπτη|חסוי|סודי|בטעות|הנמען|سري|المرسل إليه|بالخطأ|محرمان|bảo mật|người nhận|ความลับ|ผู้รับ|rahasia|penerima yang dituju|sulit dan" +
    "|机密|保密|机密信息|收件人|機密|保密|誤って|機密|宛先|기밀|수신인|잘못 수신",
);

/** Openings of a paragraph that need no more. */
export const disclaimerTitles = words(
  "confidentiality notice|confidentiality note|confidentiality:|disclaimer|legal disclaimer|email disclaimer|e-mail disclaimer|legal notice|privacy notice:|important notice|notice of confidentiality|vertraulichkeitshinweis|haftungsausschluss|rechtlicher hinweis" +
    "|avis de confidentialité|avertissement:|aviso legal|aviso de confidencialidad|aviso de privacidad|aviso de confidencialidade|avviso di riservatezza|nota di riservatezza|informativa privacy|vertrouwelijkheid:|klauzula poufności|uyarı:|免责声明|保密声明|免責事項",
);

/** Lines of scanners, printers' friends and lists: each alone is a footer. */
export const machineFooters = words(
  "this email has been checked for viruses|this e-mail has been checked for viruses|this email has been scanned|this e-mail has been scanned|this message has been scanned|this mail has been scanned|scanned by mailscanner|scanned by avast|scanned by sophos|scanned by symantec|scanned by eset|no virus found in this|checked by avg|diese e-mail wurde von avast|diese e-mail wurde auf viren" +
    "|l'absence de virus dans ce courrier|cet e-mail a été vérifié|garanti sans virus|este correo electrónico ha sido comprobado|este e-mail foi verificado|este email foi escaneado|questa e-mail è stata controllata|questo messaggio e' stato analizzato" +
    "|deze e-mail is gecontroleerd op virussen|ta wiadomość e-mail została sprawdzona|проверено на вирусы|это сообщение проверено на вирусы|není v ní virus" +
    "|please consider the environment before|consider the environment before printing|please think before printing|think before you print|bitte denken sie an die umwelt|bitte prüfen sie, ob diese mail wirklich ausgedruckt|pensez à l'environnement avant|antes de imprimir este|antes de imprimir, pien|antes de imprimir, pens|antes de imprimir pense|antes de imprimir piense|prima di stampare questa|prima di stampare quest|prima di stampare, pensa|denk aan het milieu voordat|tänk på miljön|tænk på miljøet|tenk på miljøet" +
    "|you received this message because you are subscribed to the|you are receiving this because you|to unsubscribe from this group|to unsubscribe from this list|you are receiving this email because|you're receiving this email because|reply to this email directly|reply to this email directly or view",
);

/** A virus scanner's own title, with its maker's name or link behind it, or nothing. */
export const virusTitles = words(
  "virus-free|virenfrei|sans virus|libre de virus|livre de vírus|privo di virus|virusvrij|wolny od wirusów|без вирусов|bez virů" +
    "|bez vírusov|vírusmentes|fri för virus|virusfri|viruksia ei löytynyt|virüssüz|ウイルス フリー|病毒防护",
);

/** A gateway's banner above the writer's words. */
export const banners = words(
  "caution: this email originated|caution: external|caution external|external email:|external sender|[external]|[extern]|externe e-mail:|this message originated outside|this email originated from outside|this email originated outside|warning: this email originated|warning: external|***external|you don't often get email from|you don’t often get email from" +
    "|sie erhalten nicht oft e-mails von|sie erhalten nicht oft eine e-mail von|sie erhalten nur selten e-mails von|achtung: diese e-mail stammt von|achtung! diese e-mail|achtung: diese e-mail wurde von extern|hinweis: diese e-mail stammt von einem externen|diese e-mail stammt von einem externen absender|diese e-mail kommt von außerhalb|externer absender|sie erhalten nicht häufig e-mails von|vorsicht: externe|achtung: externe|achtung: diese e-mail kommt von außerhalb|vorsicht: diese e-mail|vous n'obtenez pas souvent|vous ne recevez pas souvent de courriers|attention : ce message provient|attention: courriel externe|no suele recibir correo|precaución: este correo|non si ricevono spesso messaggi|u ontvangt niet vaak e-mail|let op: deze e-mail|du får inte ofta e-post|você não costuma receber|some people who received this message don't often get email",
);
