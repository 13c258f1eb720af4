// What is told of browsers by their names, where nothing else tells it.

/** Whether this is WebKit of an iPhone or iPad, whatever the browser calls itself there. */
export function isIos(): boolean {
  // An iPad says that it is a Mac, which has no screen to touch.
  return /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
}

/** Whether the page was opened from the home screen. */
export function isAtHome(): boolean {
  return matchMedia("(display-mode: standalone), (display-mode: fullscreen)").matches || (navigator as { standalone?: boolean }).standalone === true;
}
