// What the page itself says, in both languages. The words of verdicts come from the verifier.

import { fill, language } from "./language";
import { STOPS, type Both } from "./protocol";

export { language, mine, moment, others, setLanguage, type Language } from "./language";

const WORDS = {
  title: ["居码验码", "Residence codes"],
  scanning: ["请将居码对准镜头", "Hold the code up to the camera"],
  near: ["看到了码，请拿近、拿稳", "A code is there: nearer, and steady"],
  starting: ["正在打开摄像头…", "Opening the camera…"],
  loading: ["正在启动…", "Starting…"],
  torch: ["补光灯", "Torch"],
  picture: ["图片/PDF", "Picture, PDF"],
  more: ["更多", "More"],
  zoom: ["变焦", "Zoom"],
  next: ["下一位", "Next"],
  close: ["关闭", "Close"],
  again: ["再试一次", "Try again"],
  readingPicture: ["正在读图片…", "Reading the picture…"],
  notPicture: ["这个文件不是浏览器能读的图片，也不是 PDF", "This file is no picture that the browser reads, and no PDF"],
  readingPdf: ["正在读 PDF…", "Reading the PDF…"],
  readingPage: ["正在读 PDF，第 {n} 页…", "Reading the PDF, page {n}…"],
  pdfBroken: ["这个 PDF 已损坏，读不出来；请换一个文件，或把页面截图后再选", "This PDF is damaged and cannot be read: choose another file, or a screenshot of the page"],
  pdfFirst: ["只看了这个 PDF 的前 {n} 页", "Only the first {n} pages of this PDF were looked at"],
  pdfHere: ["本机的浏览器读不了 PDF；请把页面截图后再选", "The browser of this device cannot read a PDF here: choose a screenshot of the page"],
  pdfLarge: ["这个 PDF 超过 {n} MB，不读；请把页面截图后再选", "This PDF has more than {n} MB and is not read: choose a screenshot of the page"],
  pdfNone: ["这个文件名为 PDF，内容却不是 PDF", "This file is called a PDF and is none"],
  pdfPassword: ["这个 PDF 设了密码，读不了；请先去掉密码，或把页面截图后再选", "This PDF is locked by a password: take the password off, or choose a screenshot of the page"],
  pdfSlow: ["这个 PDF 读得太久，已停止；请把页面截图后再选", "This PDF took too long and was given up: choose a screenshot of the page"],
  workerDown: ["验码程序出错，已重新启动（第 {n} 次）", "The reader failed and was started again ({n})"],
  // What stops it, each in one line with what to do.
  noEngine: ["本页没有下载完整", "The page has not arrived whole"],
  noEngineTodo: ["请联网后再试一次。", "Try again with a network."],
  noPixels: ["这个浏览器不给摄像头的画面，请选图片来验", "This browser gives no pixels of the camera: choose a picture"],
  noRoom: ["本机存储空间已满，未能保存，请清理后再试", "This device is full and has kept nothing: free some room and try again"],
  noStorage: ["浏览器不让本页保存数据", "The browser lets this page keep nothing"],
  noStorageTodo: ["请不要用无痕窗口，并在浏览器设置中允许网站数据（Cookie），再试一次。", "Use no private window, allow site data (cookies) in the browser's settings, and try again."],
  cannotRun: ["这个浏览器不能运行本页", "This browser cannot run the page"],
  cannotRunTodo: ["请更新浏览器（Safari 16.4、Chrome 108、Firefox 114 或更新），iPhone 的锁定模式要为本站关闭；也可换一台设备。", "Update the browser (Safari 16.4, Chrome 108, Firefox 114 or newer), turn Lockdown Mode off for this site on an iPhone, or use another device."],
  noteFailed: ["无法记录开启，密封内容不予显示", "The opening cannot be noted, so nothing sealed is shown"],
  typedLine: ["文字（JM1:…）", "Text (JM1:…)"],
  // Camera.
  noCamera: ["没有找到摄像头", "No camera was found"],
  noCameraTodo: ["可以选一张图片来验，或接上扫码枪。", "Choose a picture instead, or plug a scanner in."],
  busyCamera: ["摄像头正被别的程序占用", "Another program is using the camera"],
  busyCameraTodo: ["请关闭其他使用摄像头的程序或网页，再试一次；也可以先选图片。", "Close the other program or page, then try again; meanwhile choose a picture."],
  refusedCamera: ["没有使用摄像头的权限", "The camera is not allowed here"],
  insecureCamera: ["此网址不能使用摄像头", "This address cannot use the camera"],
  insecureCameraTodo: ["请用 https 或本机地址打开本页；也可以先选图片。", "Open this page by https, or on the device itself; meanwhile choose a picture."],
  oddCamera: ["摄像头打不开", "The camera cannot be opened"],
  lostCamera: ["摄像头断开了", "The camera was unplugged"],
  allowChromeAndroid: ["点地址栏左侧图标 → 权限 → 摄像头 → 允许，再试一次。若仍不行：系统设置 → 应用 → 浏览器 → 权限 → 相机。也可以先选图片。", "Tap the icon left of the address → Permissions → Camera → Allow, and try again. If that fails: system Settings → Apps → the browser → Permissions → Camera. Meanwhile choose a picture."],
  allowSafariIos: ["点地址栏“大小”图标 → 网站设置 → 相机 → 允许，再试一次。若仍不行：设置 → Safari 浏览器 → 相机。也可以先选图片。", "Tap “aA” beside the address → Website Settings → Camera → Allow, and try again. If that fails: Settings → Safari → Camera. Meanwhile choose a picture."],
  allowOtherIos: ["打开手机“设置”→ 此浏览器 → 相机 → 允许，再试一次。也可以先选图片。", "Open the phone's Settings → this browser → Camera → Allow, and try again. Meanwhile choose a picture."],
  allowHomeIos: ["完全关闭本应用后重新打开，询问相机时点“允许”。若不再询问：设置 → App → Safari 浏览器 → 相机 → 询问。也可以先选图片。", "Close this app wholly, open it again and tap Allow when it asks for the camera. If it does not ask: Settings → Apps → Safari → Camera → Ask. Meanwhile choose a picture."],
  allowSafariMac: ["Safari 菜单 → 此网站的设置 → 摄像头 → 允许，再试一次。也可以先选图片。", "Menu Safari → Settings for This Website → Camera → Allow, and try again. Meanwhile choose a picture."],
  allowFirefox: ["点地址栏左侧图标 → 清除对摄像头的阻止，再试一次。也可以先选图片。", "Click the icon left of the address, remove the block on the camera, and try again. Meanwhile choose a picture."],
  allowWeChat: ["点右上角“…”→ 在浏览器中打开，再允许使用摄像头；并在系统设置中允许微信使用相机。也可以先选图片。", "Tap “…” → Open in browser, and allow the camera there; let WeChat use the camera in the system settings. Meanwhile choose a picture."],
  allowDesktop: ["点地址栏左侧图标 → 摄像头 → 允许，再试一次。也可以先选图片。", "Click the icon left of the address → Camera → Allow, and try again. Meanwhile choose a picture."],
  // Trust data.
  setUp: ["本机还没有信任数据", "This device has no trust data yet"],
  setUpTodo: ["请选择两个文件：信任根（root.pub）和数据包（bundle.jmb），一次选中或先后选都可以。", "Choose two files, at once or one after the other: the root (root.pub) and the trust bundle (bundle.jmb)."],
  dataGone: ["浏览器已清除本机的信任数据", "The browser has removed this device's trust data"],
  homeFirst: ["在 iPhone 和 iPad 上请先用“分享 → 添加到主屏幕”，再从主屏幕打开：网页里的数据七天不用就会被清除，主屏幕上的不会，两处各存各的。", "On an iPhone or iPad first use Share → Add to Home Screen and open the page from there: what a tab keeps is removed after seven days without use, and the two keep their data apart."],
  chooseFiles: ["选择文件", "Choose files"],
  data: ["信任数据", "Trust data"],
  dataAge: ["数据", "Data"],
  bundle: ["数据包", "Bundle"],
  list: ["信任列表", "Trust list"],
  until: ["有效期至", "Good until"],
  floor: ["时间下限", "Clock floor"],
  importFile: ["导入数据包", "Import a bundle"],
  importFolder: ["从本页所在文件夹更新", "Look in this page's folder"],
  label: ["标签上的编号（可不填）", "Number on its label (if any)"],
  updated: ["已导入：第 {n} 号", "Imported: number {n}"],
  unchanged: ["没有更新：此数据包早已导入", "Nothing is newer: this bundle was here already"],
  otherRoot: ["本机信任的是另一个信任根", "This device trusts another root"],
  rootHeld: ["已收到信任根，请再选数据包（bundle.jmb）", "The root is here: now choose the bundle (bundle.jmb)"],
  noRoot: ["还缺信任根文件（root.pub）", "The root file (root.pub) is still missing"],
  nothingThere: ["本页所在文件夹没有数据包", "There is no bundle in this page's folder"],
  stale: ["信任数据已过期，请导入最新数据", "The trust data has ended: import the newest"],
  clockBehind: ["本机时间落后，请校准时间", "This device's clock is behind: set it"],
  damaged: ["最新的数据包已损坏，正使用前一个，请重新导入", "The newest bundle is damaged and the one before it is in use: import it again"],
  minutes: ["{n} 分钟前", "{n} min old"],
  hours: ["{n} 小时前", "{n} h old"],
  days: ["{n} 天前", "{n} days old"],
  version: ["页面版本", "Page"],
  offline: ["不联网", "With no network"],
  offlineReady: ["可以使用", "it is ready"],
  offlineNoPdf: ["可以使用，但还不能读 PDF：请联网选一次 PDF", "it is ready, but for PDF files: choose one with a network first"],
  offlineNotYet: ["还不能使用：请联网打开本页，稍等片刻", "it is not ready: open the page with a network and wait a moment"],
  kept: ["保存", "Kept"],
  keptAlways: ["直到有人删除", "until somebody removes it"],
  keptWhileRoom: ["空间不足时浏览器可能清除", "the browser may remove it when the device is full"],
  keptSevenDays: ["七天不用会被清除：请添加到主屏幕", "removed after seven days without use: add it to the home screen"],
  newer: ["有新版本，点此换用", "A newer version is here: tap to use it"],
  // Settings.
  settings: ["设置", "Settings"],
  language: ["语言 / Language", "语言 / Language"],
  venue: ["场所", "Venue"],
  library: ["图书馆", "Library"],
  museum: ["博物馆", "Museum"],
  hospital: ["医院", "Hospital"],
  officer: ["民警", "Officer"],
  ownPolicy: ["自定规则文件（.toml）", "A policy file (.toml)"],
  sound: ["声音", "Sound"],
  vibration: ["振动", "Vibration"],
  camera: ["摄像头", "Camera"],
  typeHere: ["粘贴或输入居码文字", "Paste or type the text of a code"],
  check: ["验码", "Check"],
  // Officer.
  officerMode: ["民警模式", "Officer mode"],
  deviceKeyNone: ["本机还没有密钥。设一个口令，生成后把公钥文件上交。", "This device has no key. Choose a passphrase; then hand the public file in."],
  makeKey: ["生成本机密钥", "Make this device's key"],
  savePublic: ["保存公钥文件", "Save the public file"],
  passphrase: ["口令", "Passphrase"],
  unlock: ["解锁", "Unlock"],
  lock: ["上锁", "Lock"],
  locked: ["已上锁", "Locked"],
  unlocked: ["已解锁，可开启密封内容", "Unlocked: sealed parts are opened"],
  openKeys: ["{n} 把密封密钥可用", "{n} seal keys are open"],
  heldKeys: ["{n} 把密封密钥", "{n} seal keys"],
  addKeys: ["加入密封密钥（.jmw）", "Add seal keys (.jmw)"],
  saveNotes: ["保存开启记录（{n} 条）", "Save the notes of openings ({n})"],
  shortPassphrase: ["口令至少 8 个字符", "A passphrase has 8 characters at least"],
  keyPassphrase: ["口令不对，或密钥文件已损坏", "The passphrase is wrong, or the key file is damaged"],
  keyForm: ["这不是密钥文件，或文件不完整", "This is no key file, or a torn one"],
  keyPurpose: ["这个密钥文件不是作此用途的", "This key file is for something else"],
  keyEnvironment: ["这个密钥属于另一个环境（测试与正式不通用）", "The key is of another environment: test is not production"],
  working: ["请稍候…", "One moment…"],
  allDigits: ["显示证件号码", "Show the whole number"],
  // Facts of a verdict.
  goodUntil: ["有效期至 {t}", "good until {t}"],
  issued: ["签发于 {t}", "issued {t}"],
  shownBy: ["代亮码：由{r}出示", "shown by the {r}"],
  guardianHere: ["监护人在场：{n}", "the guardian is here: {n}"],
  endsIn: ["证件号末两位 {n}", "document ends in {n}"],
  household: ["户籍地址", "household address"],
  ask: ["咨询电话", "Ask"],
  clockFast: ["本机时间约快 {n} 秒", "this clock is about {n} s fast"],
  clockSlow: ["本机时间约慢 {n} 秒", "this clock is about {n} s slow"],
  opened: ["按本场所规定放行", "the venue's rules let it pass"],
  female: ["女", "female"],
  male: ["男", "male"],
  unspecified: ["性别未注明", "sex not specified"],
  tests: ["测试环境：不是真实数据", "a test environment: nothing here is real"],
} as const satisfies Record<string, readonly [string, string]>;

export type Word = keyof typeof WORDS;

/** A word of the page in the chosen language. */
export function say(word: Word, put: Record<string, string | number> = {}): string {
  const [zh, en] = WORDS[word];
  return fill(language === "en" ? en : zh, put);
}

/** A word of the page in both. */
export function both(word: Word, put: Record<string, string | number> = {}): Both {
  const [zh, en] = WORDS[word];
  return { "zh-CN": fill(zh, put), en: fill(en, put) };
}

/** What an officer is told by the engine, by its stable words. */
const REFUSALS: Record<string, Word> = {
  "key-file-form": "keyForm",
  "key-file-passphrase-wrong": "keyPassphrase",
  "key-file-purpose": "keyPurpose",
  "other-environment": "keyEnvironment",
};

/** One line for what stops the page or went wrong. */
export function sayError(error: unknown): string {
  const [told = "", english] = (error instanceof Error ? error.message : String(error)).split("\n");
  const refusal = REFUSALS[told];
  if (refusal) return say(refusal);
  switch (told) {
    case STOPS.again:
    case STOPS.browser:
      // The page says so already.
      return "";
    case STOPS.engine:
      return say("noEngine");
    case STOPS.pixels:
      return say("noPixels");
    case STOPS.room:
      return say("noRoom");
    case STOPS.storage:
      return say("noStorage");
    case STOPS.trust:
      return say("setUp");
    default:
      return english ?? told;
  }
}

let glossary = new Map<string, Both>();

/** Takes the words that reports name by slug. */
export function learn(rows: [string, string, string, string][]): void {
  glossary = new Map(rows.map(([kind, slug, zh, en]) => [`${kind}/${slug}`, { "zh-CN": zh, en }]));
}

/** What a slug of a report means. */
export function means(kind: string, slug: string): Both {
  return glossary.get(`${kind}/${slug}`) ?? { "zh-CN": slug, en: slug };
}

/** An age as people say it: whole days, hours below two days, minutes below two hours. */
export function age(seconds: number): string {
  const hour = 3600;
  if (seconds < 2 * hour) return say("minutes", { n: Math.floor(seconds / 60) });
  if (seconds < 48 * hour) return say("hours", { n: Math.floor(seconds / hour) });
  return say("days", { n: Math.floor(seconds / (24 * hour)) });
}
