// The subjects that mail systems give their reports, in their makers' languages.
import { beginnings, foldPhrase, phrases } from "../phrases.ts";

const bounce = beginnings(
  phrases(`
    en: undelivered mail | undeliverable | returned mail | failure notice | delivery failure | delivery failed
    en: delivery notification | message undeliverable | mail could not be delivered | could not deliver | couldn't be delivered
    en: warning: could not send message | warning: message | mail system error | delayed mail | delivery delay
    en: returned to sender | message not delivered | nondeliverable mail | non-delivery | rejected mail | undelivered message
    en: undelivered: | delivery status | delivery problem | delivery incomplete | delivery error | delivery has failed
    en: mail delivery | mail failed | mail failure | mail error | mail not delivered | mail undeliverable | mail status report
    en: message could not be delivered | message delivery | message status | message you sent blocked | returned message
    en: return mail | returned email | failure delivery | failed mail | failed delivery | failed message
    en: permanent delivery failure | permanent failure | non delivery | nondelivery | not member article
    en: address changed or not member | notice: mail delivery status | notice: unable to deliver | unable to deliver
    en: unable to send | warning: mail | email bounce | bounce notification | bounced | bounce action notification
    en: postmaster notify | postfix smtp server: errors | error sending | error delivering | couldn't deliver | rejected:
    de: unzustellbar | nicht zustellbar | mailzustellung | nicht zugestellt | fehler bei der zustellung | zustellung
    de: rückmeldung
    fr: non remis | non distribuable | notification d'état de remise | notification de non-remise | échec de | échec d'envoi
    fr: message non distribué | remise impossible | courrier non distribué
    es: no se puede entregar | no se pudo entregar | correo devuelto | no entregado | error de entrega | mensaje no entregado
    es: devolución
    pt: não foi possível entregar | não entregue | devolvida | falha na entrega | não é possível entregar | falha de entrega
    pt: mensagem não entregue
    it: non recapitabile | mancato recapito | impossibile recapitare | mancata consegna | messaggio non recapitato
    nl: onbestelbaar | niet bezorgd | kan niet worden bezorgd
    sv: går inte att leverera | kan inte levereras | olevererbart | kunde inte levereras | ej levererat
    da: kan ikke leveres | ikke leveret | kunne ikke leveres
    nb: kan ikke leveres | ikke levert
    fi: ei voitu toimittaa | toimitus epäonnistui | toimitusilmoitus
    pl: niedostarczalne | nie można dostarczyć | niedostarczona | niedostarczone | zwrot wiadomości
    cs: nedoručitelné | nedoručitelná zpráva
    sk: nedoručiteľné
    hu: kézbesíthetetlen
    ro: imposibil de livrat
    tr: teslim edilemedi | iletilemedi
    ru: не удалось доставить | не доставлено | не удается доставить | недоставленное | сообщение не доставлено | возврат
    uk: не вдалося доставити
    ja: 配信不能 | 配信できません | 配達不能 | 不達 | 配送エラー | メール配信エラー | メールを配信できません | メールエラー | エラーメール | 送信エラー | 送信できません
    ko: 배달되지 않음 | 배달할 수 없음 | 메일발송 실패 | 메일 발송 실패 | 메일 전송 실패 | 배달 실패 | 발송실패 | 전송 실패
    zh: 无法传递 | 无法送达 | 未送达 | 退信 | 無法傳遞 | 系统退信 | 无法投递 | 投递失败 | 無法投遞
  `),
);

/** Whether the subject begins as a mail system's report does. */
export function isBounceSubject(subject: string): boolean {
  const start = subject.slice(0, 200).replace(/^[\s*[]+/, "");
  return bounce(foldPhrase(start)) > 0 || returnedFrom.test(start);
}

/** QQ Mail names itself between the two halves. */
const returnedFrom = /^来自\S{1,80}的退信/;
