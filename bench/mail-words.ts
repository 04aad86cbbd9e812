// The words of made-up customers, by language, and the charsets that each language is sent in.

const english =
  "account billing invoice cannot login password reset error page when trying to export the report from our dashboard team needs help " +
  "with api key webhook failing since yesterday please advise customer order delivery refund status update browser attached screenshot " +
  "shows timeout after upgrade version license seat renewal subscription plan urgent production down latency slow query database backup " +
  "restore notification missing duplicate thread queue routing forward mailbox calendar integration token expired permission denied user " +
  "role admin settings could you look into this thanks regards";
const western =
  "Zahlungsbestätigung für Rechnung möglich größer Öffnungszeiten français déjà reçu problème señor mañana täglich smørrebrød coração ação " +
  "Lieferung verspätet première commande numéro société Straße";
const cyrillic =
  "Здравствуйте не могу войти в личный кабинет ошибка оплаты счёт договор пожалуйста помогите заказ доставка возврат спасибо";
const japanese =
  "お世話になっております ログインできません 請求書 を確認 してください 返金 注文番号 よろしくお願いいたします エラー が表示されます";
const chinese = "您好 无法登录 发票 问题 请尽快 处理 订单 退款 谢谢 系统错误";
const korean = "안녕하세요 로그인 오류 주문 환불 결제 확인 부탁드립니다 감사합니다 배송 문의";

export type Language = "en" | "western" | "cyrillic" | "ja" | "zh" | "ko";

/** How a language separates words, and which it has. */
export const vocabulary: Record<Language, { words: readonly string[]; between: string }> = {
  en: { words: english.split(" "), between: " " },
  western: { words: western.split(" "), between: " " },
  cyrillic: { words: cyrillic.split(" "), between: " " },
  ja: { words: japanese.split(" "), between: "" },
  zh: { words: chinese.split(" "), between: "" },
  ko: { words: korean.split(" "), between: " " },
};

/** Charset, language, and the share of mails in per cent: as the mail of an international desk looks today. */
export const charsetShares: readonly { charset: string; language: Language; share: number }[] = [
  { charset: "utf-8", language: "en", share: 60 },
  { charset: "utf-8", language: "western", share: 8 },
  { charset: "utf-8", language: "cyrillic", share: 3 },
  { charset: "utf-8", language: "ja", share: 2 },
  { charset: "utf-8", language: "zh", share: 1 },
  { charset: "iso-8859-1", language: "western", share: 8 },
  { charset: "windows-1252", language: "western", share: 6 },
  { charset: "windows-1251", language: "cyrillic", share: 4 },
  { charset: "koi8-r", language: "cyrillic", share: 1 },
  { charset: "shift_jis", language: "ja", share: 2 },
  { charset: "iso-2022-jp", language: "ja", share: 2 },
  { charset: "gb18030", language: "zh", share: 2 },
  { charset: "euc-kr", language: "ko", share: 1 },
];

export const names: readonly string[] = [
  "Anna Müller",
  "John Smith",
  "Иван Петров",
  "田中太郎",
  "Chloé Dubois",
  "Maria Garcia",
  "Li Wei",
  "Ola Nordmann",
  "Peter Jones",
  "Sara Kowalska",
];
