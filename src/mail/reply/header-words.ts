// Words that stand above a message that is answered or passed on, and above a desk's own text. Lower case, parted by bars.
import { words } from "./word-lists.ts";

/** Labels of quoted header blocks that stand in no other table: the date of Orange and La Poste, and lines of no use. */
export const blockLabels: ReadonlyMap<string, "date" | "other"> = new Map([
  ["message du", "date"],
  ["le message du", "date"],
  ["risposta", "other"],
  ["rispondi", "other"],
  ["responder", "other"],
  ["répondre", "other"],
  ["cc:", "other"],
  ["to be sent", "other"],
]);

/** Above the line of the help desks' mails that answers go over. */
export const aboveLine = words(
  "above this line|above the line|above this dotted line|above this text to reply|oberhalb dieser zeile|oberhalb dieser linie|über dieser zeile" +
    "|über dieser linie|über diese zeile|au-dessus de cette ligne|au dessus de cette ligne|sopra questa riga|sopra questa linea|al di sopra di questa" +
    "|encima de esta línea|encima de esta linea|arriba de esta línea|sobre esta línea|acima desta linha|acima dessa linha" +
    "|por cima desta linha|per sobre d'aquesta línia|boven deze regel|boven deze lijn|ovanför den här raden|ovanför denna rad|ovanför denna linje" +
    "|over denne linje|over denne linjen|ovenfor denne linjen|over denne streg|fyrir ofan þessa línu|tämän rivin yläpuolelle|tämän viivan yläpuolelle" +
    "|selle rea kohale|powyżej tej linii|powyżej tego wiersza|nad tą linią|nad tento řádek|nad tímto řádkem|nad tuto čáru" +
    "|nad tento riadok|nad túto čiaru|nad touto čiarou|e sor fölé|ezen sor fölé|a sor fölé|e vonal fölé|deasupra acestei linii|deasupra acestui rând" +
    "|iznad ove linije|iznad ove crte|iznad ovog reda|nad to vrstico|над тази линия|над този ред|изнад ове линије|над оваа линија" +
    "|выше этой линии|выше этой строки|выше данной линии|над этой строкой|над этой чертой|над этой линией|вище цієї лінії|вище цього рядка|над цим рядком" +
    "|bu satırın üstüne|bu satırın üzerine|bu satırın üzerinde|bu çizginin üzerine|bu çizginin üstüne|virš šios eilutės|virš šios linijos" +
    "|virs šīs līnijas|virs šīs rindas|πάνω από αυτή τη γραμμή|πάνω από αυτήν τη γραμμή|επάνω από αυτή τη γραμμή|מעל שורה זו|מעל לשורה זו|מעל השורה הזו|מעל קו זה" +
    "|فوق هذا السطر|أعلى هذا السطر|فوق هذا الخط|بالای این خط|phía trên dòng này|trên dòng này|เหนือบรรทัดนี้|เหนือเส้นนี้" +
    "|di atas baris ini|di atas garis ini|इस पंक्ति के ऊपर|इस लाइन के ऊपर|在此行上方|在此线上方|此行以上|在这行上面|在此行之上|在這行上方|在此線上方|在此行以上" +
    "|この行より上|この線より上|この行の上|この線の上|이 줄 위에|이 줄 위로|이 선 위에|이 라인 위에|이 줄 위",
);

/** Beginnings of that line where nothing but words marks it. */
export const aboveLineStarts = words(
  "please|reply|respond|type|write|enter|add your|to reply|to respond|bitte|antworten sie|antworte|schreiben sie|gib|geben sie" +
    "|merci de|veuillez|répond|écri|tapez|saisissez|por favor|escrib|respond|responda|escreva|digite|rispond|scriv|per favore|inserisci" +
    "|typ |schrijf|beantwoord|antwoord|gelieve|skriv|svar|vänligen|vennligst|ange|kirjoita|vastaa|ole hyvä|odpowie|wpisz|napisz|prosimy|proszę" +
    "|odpověz|prosím|napište|odpovedz|kérjük|válasz|írja|vă rugăm|răspunde|scrie|моля|отговор|пожалуйста|ответ|напиши|введите|будь ласка|відпов" +
    "|lütfen|yanıt|cevap|παρακαλ|απαντ|γράψτε|אנא|נא |השב|يرجى|الرجاء|اكتب|vui lòng|trả lời|โปรด|กรุณา|silakan|balas|ketik|कृपया|请|請|回复|この|返信|이 줄|이 선|회신|답장",
);

/** What stands alone above the earlier messages in a forum's or desk's notification. */
export const earlierMessages = new Set(
  words(
    "previous replies|previous messages|previous message|earlier messages|vorherige antworten|frühere antworten|vorherige nachrichten" +
      "|réponses précédentes|messages précédents|respuestas anteriores|mensajes anteriores|respostas anteriores|risposte precedenti" +
      "|messaggi precedenti|vorige antwoorden|eerdere reacties|vorige reacties|tidigare svar|föregående svar|tidligere svar|forrige svar" +
      "|edelliset vastaukset|aiemmat vastaukset|poprzednie odpowiedzi|předchozí odpovědi|predchádzajúce odpovede|korábbi válaszok|előző válaszok" +
      "|răspunsuri anterioare|предыдущие ответы|предишни отговори|попередні відповіді|önceki yanıtlar|önceki cevaplar|προηγούμενες απαντήσεις" +
      "|ankstesni atsakymai|iepriekšējās atbildes|prethodni odgovori|prejšnji odgovori|תשובות קודמות|الردود السابقة|以前的回复|之前的回复|先前的回覆|以前の返信|이전 답글|이전 답장",
  ),
);
