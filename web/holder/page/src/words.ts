// What the page of a wallet says, in both languages.

import { fill, language } from "../../../page/src/language";
import { Refused } from "./keeper";

const WORDS = {
  title: ["居码卡包", "Code wallet"],
  working: ["请稍候…", "One moment…"],
  close: ["关闭", "Close"],
  // Without a wallet.
  welcome: ["把居住码放进手机", "Residence codes on this phone"],
  welcomeSay: [
    "卡包只存在本机，用口令加密。不联网也能亮码。",
    "The wallet stays on this device, encrypted with a passphrase. It shows codes with no network.",
  ],
  begin: ["新建卡包", "Make a wallet"],
  passphrase: ["口令", "Passphrase"],
  again: ["再输一次", "Once more"],
  passphraseSay: [
    "至少 8 个字符，最好是几个不相干的词。忘了口令，谁也打不开。",
    "8 characters at least; a few unrelated words are best. Nobody can open the wallet without it.",
  ],
  shortPassphrase: ["口令至少 8 个字符", "A passphrase has 8 characters at least"],
  unlike: ["两次输入的口令不一样", "The two passphrases differ"],
  haveOne: ["我已有卡包", "I have a wallet"],
  haveOneSay: ["从文件、图片或另一台手机的屏幕导入。", "Take it in from a file, a picture or another phone's screen."],
  file: ["选文件", "Choose a file"],
  picture: ["选图片", "Choose a picture"],
  camera: ["用摄像头扫", "Use the camera"],
  import: ["导入", "Import"],
  importSay: ["卡包已读到。请输入它的口令。", "The wallet was read. Enter its passphrase."],
  // Locked.
  locked: ["卡包已上锁", "The wallet is locked"],
  unlock: ["解锁", "Unlock"],
  lock: ["上锁", "Lock"],
  // Open.
  mine: ["我的居码", "My code"],
  show: ["亮码", "Show"],
  family: ["家人", "Family"],
  others: ["其他居码", "Other codes"],
  none: ["卡包里还没有居码。先申领，再把签发的居码加进来。", "There is no code yet. Ask for one, then add what the office has signed."],
  ask: ["申领", "Ask for a code"],
  add: ["添加", "Add a code"],
  more: ["更多", "More"],
  waiting: ["{n} 份申领等待签发", "{n} requested codes are not here yet"],
  until: ["有效期至 {t}", "good until {t}"],
  over: ["已过期，请重新申领", "over: ask for a new one"],
  gate: ["场所码", "gate code"],
  full: ["完整码", "full code"],
  sealed: ["密封码", "sealed code"],
  live: ["动态码", "live code"],
  "holder-key": ["密钥动态码", "live code with a key"],
  static: ["静态码", "static code"],
  paper: ["纸质码：请打印，屏幕上的不算数", "on paper: print it, a screen does not count"],
  shownBy: ["代亮：出示人是其{r}", "shown by the {r}"],
  parent: ["父母", "parent"],
  grandparent: ["（外）祖父母", "grandparent"],
  child: ["子女", "child"],
  grandchild: ["（外）孙子女", "grandchild"],
  spouse: ["配偶", "spouse"],
  sibling: ["兄弟姐妹", "sibling"],
  "legal-guardian": ["法定监护人", "legal guardian"],
  alone: ["卡包里没有监护人本人的居码，单独亮不能通过", "the guardian's own code is not in the wallet, and this one alone opens no gate"],
  // Showing.
  fresh: ["{n} 秒后换新", "a new one in {n} s"],
  symbolOf: ["{n}的二维码", "QR code: {n}"],
  steady: ["静态码，有效期内不变", "a static code: it does not change"],
  guardian: ["监护人 {n}", "guardian {n}"],
  bright: ["扫不出来时，请把手机亮度调高（网页不能调亮度）", "If it is not read, turn the brightness up: a page cannot"],
  confirm: ["核对数字", "Confirm a number"],
  confirmSay: ["请输入对方给出的数字", "Enter the number that the venue shows"],
  confirmed: ["已应答 {n}", "answers {n}"],
  previous: ["上一个", "Previous"],
  next: ["下一个", "Next"],
  nothing: ["现在不能亮这个码", "This code cannot be shown now"],
  // Asking.
  howMany: ["份数", "How many"],
  howManySay: ["每人每种码各一份，含家人", "One for each kind of code and each member of the family"],
  howLong: ["有效期", "Good for"],
  days31: ["31 天", "31 days"],
  days8: ["8 天", "8 days"],
  proof: ["方式", "Kind"],
  chain: ["动态码（通用）", "live (everywhere)"],
  key: ["密钥（要核对数字的场所）", "key (venues that ask for a number)"],
  makeRequest: ["生成申领单", "Make the request"],
  requestSay: ["让签发窗口扫这个码，或交文件、文字。申领单里没有秘密。", "Let the office scan this, or hand in the file or the text. It holds nothing secret."],
  requestText: ["申领单文字", "Text of the request"],
  save: ["保存文件", "Save the file"],
  copy: ["复制文字", "Copy the text"],
  copied: ["已复制", "Copied"],
  tooLarge: ["{n} 字节，二维码最多容 {m} 字节：请用文件。", "{n} bytes, and a symbol holds {m}: use the file."],
  // Adding.
  addSay: ["签发窗口给的文字、文件或图片。", "What the office gave: a text, a file or a picture."],
  paste: ["粘贴居码文字（JM1:…）", "Paste the text of a code (JM1:…)"],
  take: ["加入卡包", "Add it"],
  added: ["已加入 {n} 个居码", "{n} codes added"],
  itsPassphrase: ["签发窗口给的口令", "The passphrase from the office"],
  notFound: ["图片里没有读到二维码", "No symbol was read in the picture"],
  notPicture: ["这个文件不是浏览器能读的图片", "This file is no picture that the browser reads"],
  noWallet: ["这不是卡包文件", "This is no wallet file"],
  hold: ["请将二维码对准镜头", "Hold the symbol up to the camera"],
  // More.
  settings: ["更多", "More"],
  copyAway: ["备份或换手机", "A copy, or another phone"],
  copyAwaySay: ["卡包文件已加密，打开它要口令。两台手机可以同时亮同一个码，请别交给别人。", "The file is encrypted and opens with the passphrase. Two phones can show the same code: give it to nobody."],
  saveWallet: ["保存卡包文件", "Save the wallet file"],
  showWallet: ["显示卡包二维码", "Show the wallet as a symbol"],
  language: ["语言 / Language", "语言 / Language"],
  forget: ["从本机删除卡包", "Remove the wallet from this device"],
  forgetSay: ["删除后只能从备份恢复，否则要重新申领。", "Only a copy brings it back; otherwise ask for new codes."],
  forgetSure: ["确定删除，再点一次", "Tap again to remove it"],
  version: ["页面版本", "Page"],
  newer: ["有新版本，点此换用", "A newer version is here: tap to use it"],
  failed: ["程序出错，已重新启动，卡包已上锁", "The page failed and was started again; the wallet is locked"],
  walletGone: [
    "浏览器已清除本机的卡包。有备份请导入，没有请新建并重新申领。",
    "The browser has removed the wallet from this device. Import a copy, or make a new one and ask for codes again.",
  ],
  homeFirst: [
    "在 iPhone 和 iPad 上请先用“分享 → 添加到主屏幕”，从主屏幕打开后再新建：网页里的卡包七天不用就会被清除，主屏幕上的不会。",
    "On an iPhone or iPad first use Share → Add to Home Screen, and make the wallet there: a tab's is removed after seven days without use.",
  ],
  keptAlways: ["卡包一直保存，直到您删除", "The wallet is kept until you remove it"],
  keptWhileRoom: ["本机空间不足时，浏览器可能清除卡包：请留备份", "The browser may remove the wallet when the device is full: keep a copy"],
  keptSevenDays: ["七天不用，浏览器会清除卡包：请添加到主屏幕", "The browser removes the wallet after seven days without use: add it to the home screen"],
  // What is refused, by slugs.
  "no-storage": [
    "浏览器不让本页保存数据：请不要用无痕窗口，并在设置中允许网站数据（Cookie）",
    "The browser lets this page keep nothing: use no private window, and allow site data (cookies) in its settings",
  ],
  "no-room": ["本机存储空间已满，未能保存，请清理后再试", "This device is full and has kept nothing: free some room and try again"],
  "no-engine": ["本页没有下载完整，请联网后重新打开", "The page has not arrived whole: open it again with a network"],
  "cannot-run": [
    "这个浏览器不能运行本页：请更新（Safari 16.4、Chrome 108、Firefox 114 或更新），iPhone 的锁定模式要为本站关闭",
    "This browser cannot run the page: update it (Safari 16.4, Chrome 108, Firefox 114 or newer), and turn Lockdown Mode off for this site on an iPhone",
  ],
  "no-wallet": ["本机已没有卡包", "This device keeps no wallet any more"],
  "wallet-passphrase": ["口令不对，或文件已损坏", "The passphrase is wrong, or the file is damaged"],
  "wallet-form": ["这不是卡包文件，或文件不完整", "This is no wallet file, or a torn one"],
  "text-prefix": ["这不是居码", "This is no residence code"],
  "not-asked": ["这个居码不是本卡包申领的", "This wallet did not ask for this code"],
  known: ["这个居码已在卡包里", "The code is in the wallet already"],
  "wrong-environment": ["这个居码属于另一个环境（测试与正式不通用）", "The code is of another environment: test is not production"],
  "too-many": ["数量太多", "Too many"],
  "no-own-key": ["这个卡包由签发窗口制作，不能申领；请新建卡包", "An office made this wallet, so it cannot ask: make one of your own"],
  "no-such-code": ["卡包里没有这个居码", "The wallet has no such code"],
  "not-yet": ["还没到生效时间，请检查手机时间", "Not good yet: look at this phone's clock"],
  "answers-nothing": ["这个居码不能应答数字", "The code answers no number"],
  kept: ["本机已有卡包", "This device has a wallet already"],
  changed: ["另一个页面刚改了卡包，请再试一次", "Another page has just changed the wallet: try again"],
} as const satisfies Record<string, readonly [string, string]>;

export type Word = keyof typeof WORDS;

/** A word in the chosen language. */
export function say(word: Word, put: Record<string, string | number> = {}): string {
  const [zh, en] = WORDS[word];
  return fill(language === "en" ? en : zh, put);
}

function isWord(slug: string): slug is Word {
  return slug in WORDS;
}

/** One clear line for what went wrong. */
export function sayError(error: unknown): string {
  if (error instanceof Refused && isWord(error.slug)) return say(error.slug);
  return error instanceof Error ? error.message : String(error);
}
