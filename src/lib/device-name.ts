/** The first that fits counts: Edge says Chrome as well, and Chrome says Safari. */
const browsers = [
  ['Edg/', 'Edge'],
  ['EdgA/', 'Edge'],
  ['EdgiOS/', 'Edge'],
  ['OPR/', 'Opera'],
  ['SamsungBrowser/', 'Samsung Internet'],
  ['Firefox/', 'Firefox'],
  ['FxiOS/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['CriOS/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const;
const systems = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'Mac'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
] as const;

/** How a language says it. */
export type DeviceWords = {
  device: (browser: string, system: string) => string;
  unknownDevice: string;
};

/** "Firefox on Linux" for what a browser says of itself, made of names we know and of none of its text. */
export function deviceName(userAgent: string, words: DeviceWords): string {
  const find = (names: readonly (readonly [string, string])[]) =>
    names.find(([part]) => userAgent.includes(part))?.[1];
  const browser = find(browsers);
  const system = find(systems);
  if (browser && system) return words.device(browser, system);
  return browser ?? system ?? words.unknownDevice;
}
