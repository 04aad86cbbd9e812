// Titles of acknowledgements and of filters that question the sender, in many languages.
import { beginnings, phrases } from "../phrases.ts";

/** What a desk or a shop calls the note that something arrived. */
export const receiptTitle = beginnings(
  phrases(`
    zh: 您的邮件已收到 | 您的郵件已收到
    ja: お問い合わせ受付
    en: ticket has been | case has been | request has been received | incident has been
    de: ticket wurde | anfrage wurde
    en: ticket received | ticket created | ticket opened | new ticket created | your ticket has been | your ticket was
    en: your request has been received | your request was received | request received
    en: your request has been | your case has been | case created | case received | new case created | support ticket opened
    en: support ticket created | new support ticket opened | message received | your message has been received | your email has been received
    en: your enquiry has been | your inquiry has been | enquiry received | inquiry received
    en: confirmation of receipt | receipt confirmation
    en: auto acknowledgement | new support request
    en: request for support received | issue created | incident created | incident opened | service request opened
    de: eingangsbestätigung | empfangsbestätigung | ihre anfrage ist eingegangen | ihre anfrage ist bei uns | ihre anfrage wurde
    de: bestätigung ihrer anfrage | ihr ticket wurde
    de: neues ticket | ticket eröffnet | ticket erstellt | ihre nachricht ist | ihre nachricht wurde | ihre e-mail ist | ihre e-mail wurde
    de: bestätigung des eingangs
    fr: accusé de réception | accuse reception | confirmation de réception | votre demande a | votre demande n°
    fr: votre message a bien été | ticket créé
    es: acuse de recibo | su solicitud ha sido | tu solicitud ha sido | confirmación de recepción
    es: ticket creado | solicitud recibida
    ca: hem rebut | confirmació de recepció
    pt: confirmação de recebimento | confirmação de receção | aviso de recebimento
    pt: sua solicitação foi | seu chamado foi | chamado aberto | o seu pedido foi
    it: conferma di ricezione | conferma ricezione | la tua richiesta è stata | la sua richiesta è stata
    it: ticket creato | ticket aperto
    nl: ontvangstbevestiging | bevestiging van ontvangst | uw aanvraag is | uw vraag is | uw bericht is
    nl: ticket aangemaakt
    sv: mottagningsbekräftelse | bekräftelse på mottaget | ärende skapat
    da: modtagelsesbekræftelse
    nb: mottaksbekreftelse | bekreftelse på mottatt
    fi: vastaanottovahvistus | vahvistus vastaanotetusta | viestisi on vastaanotettu
    et: kinnitus kirja
    pl: potwierdzenie otrzymania | potwierdzenie przyjęcia
    pl: zgłoszenie przyjęte | zgłoszenie zostało
    cs: potvrzení o přijetí | potvrzení přijetí
    sk: potvrdenie o prijatí
    hu: visszaigazolás | fogadtuk
    ro: confirmare de primire
    bg: потвърждение за получаване
    sr: potvrda prijema | примили смо | потврда пријема
    hr: potvrda primitka | potvrda o primitku
    sl: potrditev prejema
    el: επιβεβαίωση λήψης
    tr: talebiniz alındı | talebiniz alınmıştır | mesajınız alındı | mesajınızı aldık | alındı onayı
    ru: заявка принята | заявка зарегистрирована | подтверждение получения
    ru: обращение зарегистрировано | ваше письмо получено
    uk: підтвердження отримання
    he: קיבלנו את פנייתך | פנייתך התקבלה | אישור קבלה
    ar: تم استلام | لقد استلمنا | تأكيد استلام
    fa: پیام شما دریافت شد
    hi: आपका अनुरोध प्राप्त
    th: ได้รับข้อความของคุณแล้ว
    vi: xác nhận đã nhận
    ja: お問い合わせを受け付けました | お問い合わせ受付 | 受付完了 | 受付のお知らせ | 受信確認 | 受付確認
    ko: 문의가 접수 | 접수되었습니다 | 접수 확인
    zh: 工单已创建 | 您的來信已收到
  `),
);

/** How such notes begin, and how people begin too who thank for one. */
export const receiptWord = beginnings(
  phrases(`
    en: we received your
    en: we have received your | we've received your
    en: acknowledgement of | acknowledgment of
    en: thank you for contacting | thanks for contacting | thank you for your email
    en: thank you for your message | thank you for your enquiry | thank you for your inquiry | thank you for your request | thank you for reaching out
    en: thanks for reaching out | thanks for your email | thanks for your message | your support request
    en: got your message
    de: wir haben ihre | vielen dank für ihre | danke für ihre | danke für deine | ihr ticket
    de: ihr anliegen | deine anfrage
    fr: nous avons bien reçu
    fr: nous avons reçu | votre ticket | merci pour votre message | merci de nous avoir contacté
    es: hemos recibido su | hemos recibido tu
    es: gracias por contactar | gracias por su mensaje | gracias por ponerse en contacto | su ticket | tu ticket
    pt: recebemos o seu | recebemos sua | recebemos a sua | recebemos seu
    pt: obrigado por entrar em contato | obrigado pelo seu contato
    it: abbiamo ricevuto | ricevuta di
    it: grazie per averci contattato | grazie per il tuo messaggio
    nl: wij hebben uw | we hebben je | we hebben uw
    nl: bedankt voor uw | bedankt voor je | uw ticket | je ticket
    sv: vi har tagit emot ditt | vi har mottagit | tack för ditt | ditt ärende
    da: vi har modtaget | kvittering for | tak for din henvendelse | tak for din | din henvendelse
    nb: vi har mottatt | takk for din henvendelse | takk for din | din henvendelse
    fi: olemme vastaanottaneet | kiitos viestistäsi | kiitos yhteydenotostasi
    et: oleme teie | täname kirja
    lv: esam saņēmuši | paldies par jūsu
    lt: gavome jūsų | ačiū, kad kreipėtės
    pl: otrzymaliśmy | dziękujemy za kontakt | dziękujemy za wiadomość | twoje zgłoszenie
    pl: państwa zgłoszenie
    cs: přijali jsme | obdrželi jsme | děkujeme za | váš požadavek | vaše žádost
    sk: prijali sme | dostali sme | ďakujeme za | vaša požiadavka
    hu: megkaptuk | köszönjük megkeresését | köszönjük levelét
    ro: am primit | vă mulțumim pentru | solicitarea dvs | cererea dumneavoastră
    bg: получихме вашето | благодарим ви за
    sr: primili smo | hvala na upitu
    hr: zaprimili smo | hvala na upitu
    sl: prejeli smo | hvala za vaše
    el: λάβαμε το | λάβαμε την | ευχαριστούμε για
    tr: bizimle iletişime geçtiğiniz
    ru: ваше обращение | ваша заявка | мы получили ваш | мы получили ваше
    ru: спасибо за обращение | ваш запрос
    uk: ваше звернення | ваша заявка | ми отримали ваш | дякуємо за звернення
    he: תודה על פנייתך
    ar: شكرا لتواصلك | شكرا لتواصلكم
    fa: درخواست شما
    hi: हमें आपका
    th: เราได้รับ | ขอบคุณที่ติดต่อ
    vi: chúng tôi đã nhận được | cảm ơn bạn đã liên hệ | yêu cầu của bạn
    id: kami telah menerima | permintaan anda | terima kasih telah menghubungi
    ja: お問い合わせありがとうございます | お問い合わせいただき
    ko: 문의해 주셔서 | 고객님의 문의
    zh: 我们已收到 | 您的请求已 | 您的工单 | 感谢您的来信 | 感谢您联系 | 我們已收到 | 感謝您的來信 | 已收到您的
  `),
);

/** Filters that ask the sender to prove to be a person. */
export const challenge = beginnings(
  phrases(`
    en: your email requires verification | please confirm your message | please confirm your email | please confirm (conf# | please verify your email
    en: please verify your message | confirm your message | confirmation required | sender verification | sender address verification
    en: verification required | your message requires confirmation | your message to | your mail to | your email to | your message is awaiting
    en: message awaiting | action required to deliver | [verify] | verify your message | spam arrest | anti-spam verification | challenge
    en: please authenticate | authentication required | whitelist request | request for verification | human verification | i'm protecting myself
    en: request to be added | please confirm you are | please confirm that you | please confirm delivery | confirm you are human
    fr: demande d'authentification | authentification requise | merci de vous authentifier | votre message est en attente | validation de votre message
    de: bitte bestätigen sie ihre | bestätigung erforderlich | bitte bestätigen sie | absenderbestätigung
    pt: antispam uol | confirmação de mensagem | confirme sua mensagem | confirmação de e-mail | antispam
    es: confirme su mensaje | confirmación de su mensaje | se requiere verificación | verificación requerida
    it: conferma il tuo messaggio | verifica richiesta | conferma richiesta
    nl: bevestig uw bericht | verificatie vereist
    pl: potwierdź swoją wiadomość | wymagane potwierdzenie
    ru: подтвердите отправку | подтверждение отправителя
    ja: 送信者確認
  `),
);

/** Whole subjects of challenges that carry the token the sender has to return: BoxTrapper, ASK. */
export const challengeToken = /\b(?:verify#[0-9a-z]{6}|conf#[0-9a-f]{8})/;
