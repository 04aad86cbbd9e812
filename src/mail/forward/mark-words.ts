// What mail programs write above and below a message that is passed on or answered, in the languages of their makers. Parted by bars.
import { phraseSet } from "./labels.ts";

/** Above a message that is passed on. */
export const forwardPhrases = phraseSet(
  "forwarded message|begin forwarded message|start of forwarded message|begin forwarded email|forwarded mail" +
    "|forwarded email|forwarded mail message|forwarded content|start forwarded message|original message forwarded|fwd" +
    "|fwd.msg|fwd message|forward message|forwarded|message forwarded|forwarded letter|forward" +
    "|weitergeleitete nachricht|anfang der weitergeleiteten nachricht|anfang der weitergeleiteten e-mail" +
    "|anfang weitergeleitete nachricht|beginn der weitergeleiteten nachricht|weitergeleitete e-mail" +
    "|weitergeleitete email|weitergeleitete mail|message transféré|début du message transféré" +
    "|début du message réexpédié|message réexpédié|message transmis|courriel transféré|mail transféré" +
    "|e-mail transféré|message transferé|début du message transmis|courriel transmis|mensaje reenviado" +
    "|inicio del mensaje reenviado|comienzo del mensaje reenviado|mensaje enviado|correo reenviado|missatge reenviat" +
    "|inici del missatge reenviat|mensaxe reenviada|inicio da mensaxe reenviada|birbidalitako mezua|mezu birbidalia" +
    "|mensagem encaminhada|início da mensagem encaminhada|início da mensagem reencaminhada|mensagem reencaminhada" +
    "|e-mail encaminhado|mensagem reenviada|começo da mensagem encaminhada|messaggio inoltrato" +
    "|inizio messaggio inoltrato|inizio del messaggio inoltrato|messaggio inoltrato inizio|e-mail inoltrata" +
    "|mail inoltrata|doorgestuurd bericht|begin doorgestuurd bericht|begin van doorgestuurd bericht" +
    "|doorgestuurde e-mail|doorgezonden bericht|aangestuurde boodskap|begin aangestuurde boodskap" +
    "|vidarebefordrat meddelande|vidarebefordrat mejl|vidarebefordrat brev|vidarebefordrat e-postmeddelande" +
    "|början på vidarebefordrat meddelande|börja vidarebefordrat meddelande|vidarebefordrat e-post" +
    "|vidaresänt meddelande|start på vidarebefordrat meddelande|videresendt meddelelse|start på videresendt besked" +
    "|videresendt besked|begyndelse på videresendt meddelelse|videresendt mail|videresendt e-mail" +
    "|start på videresendt meddelelse|start på videresendt melding|videresendt melding|videresendt e-post" +
    "|begynnelse på videresendt melding|vidaresend melding|framsend skeyti|framsent skeyti|áframsendur póstur" +
    "|áframsent skeyti|välitetty viesti|edelleenlähetetty viesti|välitetty viesti alkaa|välitetyn viestin alku" +
    "|edelleen lähetetty viesti|edastatud kiri|edastatud sõnum|edasisaadetud kiri|edasisaadetud sõnum" +
    "|algne edastatud sõnum|wiadomość przekazana|przekazana wiadomość|przesłana wiadomość|wiadomość przesłana dalej" +
    "|początek przekazywanej wiadomości|początek wiadomości przekazanej dalej|treść przekazanej wiadomości" +
    "|przekazana wiadomość e-mail|początek przekazanej wiadomości|dalej przesłana wiadomość|wiadomość przesłana" +
    "|přeposlaná zpráva|začátek přeposílané zprávy|začátek přeposlané zprávy|přeposílaná zpráva|předávaná zpráva" +
    "|přeposlaný e-mail|předaná zpráva|preposlaná správa|začiatok preposlanej správy|preposielaná správa" +
    "|preposlaný e-mail|postúpená správa|továbbított üzenet|továbbított levél kezdete|továbbított levél" +
    "|továbbított üzenet kezdete|a továbbított üzenet kezdete|továbbított e-mail|mesaj redirecționat" +
    "|mesaj redirecţionat|mesaj redirectionat|mesaj retransmis|începe mesajul redirecționat" +
    "|începutul mesajului retransmis|începutul mesajului redirecționat|începutul mesajului redirecţionat" +
    "|mesaj transmis|mesaj înaintat|început mesaj redirecționat|пересланное сообщение|пересылаемое сообщение" +
    "|переадресованное сообщение|перенаправленное сообщение|начало переадресованного сообщения" +
    "|начало переадресованного письма|начало пересылаемого сообщения|начало пересланного сообщения|пересланное письмо" +
    "|пересылаемое письмо|перенаправленное письмо|переслане повідомлення|перенаправлене повідомлення" +
    "|початок переадресованого повідомлення|початок листа, що пересилається|початок пересланого повідомлення" +
    "|переадресоване повідомлення|пересланий лист|лист, що пересилається|перасланае паведамленне" +
    "|перанакіраванае паведамленне|препратено съобщение|начало на препратено съобщение" +
    "|начало на препратеното съобщение|препратено писмо|прослеђена порука|почетак прослеђене поруке|проследена порака" +
    "|препратена порака|proslijeđena poruka|početak proslijeđene poruke|započni proslijeđenu poruku" +
    "|prosljeđena poruka|proslijeđeno|prosleđena poruka|početak prosleđene poruke|proslijeđena e-pošta" +
    "|posredovano sporočilo|začetek posredovanega sporočila|posredovana pošta|proslijeđeni e-mail|iletilmiş mesaj" +
    "|iletilen mesaj|iletilen ileti|yönlendirilmiş ileti|yönlendirilen ileti|yönlendirilmiş mesaj|yönlendirilen mesaj" +
    "|ileti başlangıcı|iletilen mesaj başlangıcı|iletilen e-posta|iletilmiş ileti|iletinin başlangıcı" +
    "|persiųstas laiškas|persiunčiamas laiškas|persiųsta žinutė|persiųsto laiško pradžia|pārsūtīta ziņa" +
    "|pārsūtītā ziņa|pārsūtīts ziņojums|pārsūtītās ziņas sākums|προωθημένο μήνυμα|έναρξη προωθημένου μηνύματος" +
    "|αρχή προωθημένου μηνύματος|μήνυμα που προωθήθηκε|προώθηση μηνύματος|μεταφερόμενο μήνυμα|mesazh i përcjellë" +
    "|הודעה שהועברה|תחילת ההודעה שהועברה|הודעה מועברת|תחילת הודעה שהועברה|הודעה שהועברה הלאה|رسالة معاد توجيهها" +
    "|رسالة محولة|رسالة مُعاد توجيهها|بداية الرسالة المُعاد توجيهها|بداية الرسالة المعاد توجيهها|الرسالة المعاد توجيهها" +
    "|رسالة معاد إرسالها|الرسالة المحولة|رسالة تمت إعادة توجيهها|پیام بازارسال شده|پیام هدایت‌شده|پیام ارسال شده" +
    "|thư đã chuyển tiếp|thư được chuyển tiếp|bắt đầu thư được chuyển tiếp|bắt đầu thư đã chuyển tiếp" +
    "|tin nhắn được chuyển tiếp|tin nhắn chuyển tiếp|thư chuyển tiếp|chuyển tiếp thư|ข้อความที่ส่งต่อ|ข้อความส่งต่อ" +
    "|จุดเริ่มต้นของข้อความที่ส่งต่อ|เริ่มข้อความที่ส่งต่อ|อีเมลที่ส่งต่อ|pesan yang diteruskan|pesan terusan" +
    "|awal pesan yang diteruskan|pesan diteruskan|mulai pesan yang diteruskan|mesej dimajukan|mesej yang dimajukan" +
    "|mesej dipanjangkan|mula mesej dipanjangkan|अग्रेषित संदेश|अग्रेषित किया गया संदेश|फॉरवर्ड किया गया संदेश" +
    "|ফরোয়ার্ড করা বার্তা|გადამისამართებული შეტყობინება|გადაგზავნილი შეტყობინება|փոխանցված նամակ|转发的邮件|转发邮件" +
    "|转发邮件信息|已转发邮件|开始转发邮件|下面是被转发的邮件|以下是转发的邮件|转发的信件|转发信息|被转发的邮件" +
    "|被转发邮件|转发消息|转发的消息|轉寄郵件|轉寄的郵件|轉寄訊息|轉寄的訊息|開始轉寄郵件|以下是轉寄的訊息" +
    "|以下是轉寄郵件|轉寄信件|轉發的郵件|轉發郵件|已轉寄的郵件|開始轉寄訊息|転送メッセージ|メッセージを転送" +
    "|転送されたメッセージ|転送されたメール|転送メール|転送元メッセージ|転送|以下は転送されたメッセージです" +
    "|以下、転送メッセージ|転送されたメッセージ：|転送開始|전달된 메시지|전달된 메일|전달 메시지|전달된 이메일" +
    "|전달된 메시지 시작|전달 메일|전달한 메시지|전달받은 메시지" +
    "|begin forwarded mail|áframsend skilaboð|alkaa välitetty viesti|начало переадресованного|peradresuotas laiškas|pārsūtītais ziņojums" +
    "|προωθούμενο μήνυμα|رسالة محوّلة|بداية الرسالة المحولة|پیام بازارسال‌شده|forwarded message 开始|전달된 메세지",
);

/** A name, an address or a date follows them. */
export const forwardBy = phraseSet(
  "forwarded by|forwarded message from|forwarded from|forwarded message sent by|weitergeleitet von" +
    "|weitergeleitete nachricht von|nachricht weitergeleitet von|transféré par|message transféré de|réexpédié par" +
    "|transmis par|reenviado por|mensaje reenviado de|encaminhado por|reencaminhado por|mensagem encaminhada de" +
    "|mensagem encaminhada por|inoltrato da|messaggio inoltrato da|doorgestuurd door|doorgezonden door" +
    "|doorgestuurd bericht van|vidarebefordrat av|vidarebefordrat meddelande från|videresendt av|videresendt af" +
    "|videresendt melding fra|videresendt meddelelse fra|välittäjä|välittänyt|välitetty viesti lähettäjältä" +
    "|przesłane przez|przekazane przez|wiadomość przekazana przez|wiadomość przekazana od|přeposláno|přeposlal|předal" +
    "|preposlal|odoslal ďalej|továbbította|továbbítva|переслано|перенаправлено|пересланное сообщение от|переслав" +
    "|redirecționat de|redirecţionat de|mesaj redirecționat de la|ileten|iletildi|προωθήθηκε από|転送者|转发人|轉寄者" +
    "|由以下人员转发",
);

/** What the words for a forward begin with, where a program has another phrase than ours. */
export const forwardStems = (
  "forward|fwd|weitergeleit|transfér|transfer|réexpéd|reenvi|reenviad|reencaminhad|encaminhad|inoltrat|doorgest" +
  "|doorgezond|vidarebef|vidaresän|videresend|vidaresend|áframsen|välitet|edelleen|edastat|edasisaad|przekaz" +
  "|przesłan|přepos|předán|prepos|továbbít|redirec|retransmis|пересыл|пересл|переадрес|перенаправ|перасл|препрат" +
  "|прослеђ|прослед|proslij|proslje|prosleđ|posredov|ileti|yönlendir|persiun|persiųs|pārsūt|προωθ|προώθ|הועבר|מועבר" +
  "|توجيه|محول|بازارسال|chuyển tiếp|ส่งต่อ|diteruskan|terusan|dimajukan|dipanjangkan|अग्रेषित|转发|轉寄|轉發|転送|전달"
).split("|");
/** Above a message that is answered; some programs write it above one that is passed on. */
export const originalPhrases = phraseSet(
  "original message|original mail|original email|original e-mail|original-nachricht|original appointment" +
    "|originalmessage|original text|reply message|replied message|ursprüngliche nachricht|originalnachricht" +
    "|ursprungliche nachricht|originale nachricht|original nachricht|urspr. nachricht|originalmail|message d'origine" +
    "|message d’origine|message original|message initial|courriel original|mensaje original|mensaje de origen" +
    "|missatge original|mensaxe orixinal|mensagem original|messaggio originale|messaggio original" +
    "|oorspronkelijk bericht|origineel bericht|oorspronkelijke bericht|ursprungligt meddelande|originalmeddelande" +
    "|ursprungligt mejl|original meddelelse|oprindelig meddelelse|oprindelig besked|original melding" +
    "|opprinnelig melding|originalmelding|alkuperäinen viesti|algne sõnum|algne kiri|originaal|wiadomość oryginalna" +
    "|oryginalna wiadomość|wiadomość pierwotna|původní zpráva|původní e-mail|pôvodná správa|eredeti üzenet" +
    "|eredeti levél|mesaj original|mesajul original|mesaj iniţial|исходное сообщение|оригинальное сообщение" +
    "|первоначальное сообщение|исходное письмо|вихідне повідомлення|оригінальне повідомлення|початкове повідомлення" +
    "|оригинално съобщение|първоначално съобщение|оригинална порука|originalna poruka|izvorna poruka" +
    "|izvirno sporočilo|orijinal mesaj|orijinal ileti|özgün ileti|asıl mesaj|originalus laiškas|pradinis laiškas" +
    "|sākotnējā ziņa|oriģinālā ziņa|αρχικό μήνυμα|πρωτότυπο μήνυμα|הודעה מקורית|ההודעה המקורית|الرسالة الأصلية" +
    "|رسالة أصلية|پیام اصلی|thư gốc|tin nhắn gốc|ข้อความต้นฉบับ|ข้อความเดิม|pesan asli|mesej asal|मूल संदेश|原始邮件" +
    "|原邮件|邮件原件|原始信件|原始郵件|原始訊息|原始信息|元のメッセージ|オリジナルメッセージ|original message" +
    "|원본 메시지|원본 메일|원본메시지|원래 메시지" +
    "|original|originale|ursprüngliche mitteilung|ursprüngliche e-mail|antwort nachricht|correo original|messaggio originario" +
    "|ursprungligt brev|original besked|opprinnelig e-post|upprunaleg skilaboð|upphaflegt skeyti|alkuperäinen sähköposti" +
    "|treść oryginalnej wiadomości|prvotno sporočilo|originalno sporočilo|изворна порака|özgün mesaj|ilk mesaj|pradinis pranešimas" +
    "|sākotnējais ziņojums|thông điệp gốc|oorspronklike boodskap|原信|원본메일|원본 메세지|originaltermin|rendez-vous d'origine" +
    "|cita original|ursprünglicher termin",
);

/** Below a message that is passed on. */
export const endPhrases = phraseSet(
  "end forwarded message|end of forwarded message|end forwarded mail|end forward" +
    "|ende der weitergeleiteten nachricht|ende weitergeleitete nachricht|fin du message transféré" +
    "|fin del mensaje reenviado|fine messaggio inoltrato|fine del messaggio inoltrato|fim da mensagem encaminhada" +
    "|fim da mensagem reencaminhada|einde doorgestuurd bericht|einde van doorgestuurd bericht" +
    "|slut på vidarebefordrat meddelande|slut på videresendt melding|slut på videresendt meddelelse" +
    "|slutt på videresendt melding|välitetyn viestin loppu|koniec przekazanej wiadomości" +
    "|koniec wiadomości przekazanej|konec přeposlané zprávy|koniec preposlanej správy|továbbított üzenet vége" +
    "|конец пересылаемого сообщения|завершение пересылаемого сообщения|конец пересланного сообщения" +
    "|конец переадресованного сообщения|кінець пересланого повідомлення|кінець переадресованого повідомлення" +
    "|край на препратеното съобщение|kraj proslijeđene poruke|iletilen mesajın sonu|转发邮件结束|転送メッセージ終わり" +
    "|転送終了",
);
