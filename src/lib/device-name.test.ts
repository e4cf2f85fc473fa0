import { expect, it } from 'vitest';
import { deviceName } from './device-name.ts';

const words = {
  device: (browser: string, system: string) => `${browser} auf ${system}`,
  unknownDevice: 'Unbekanntes Gerät',
};
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';
const android = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)';
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15';

it.each([
  [`${windows} Chrome/140.0 Safari/537.36`, 'Chrome auf Windows'],
  [`${windows} Chrome/140.0 Safari/537.36 Edg/140.0`, 'Edge auf Windows'],
  [`${windows} Chrome/140.0 Safari/537.36 OPR/121.0`, 'Opera auf Windows'],
  [`${android} Chrome/140.0 Mobile Safari/537.36 EdgA/140.0`, 'Edge auf Android'],
  [
    `${android} SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36`,
    'Samsung Internet auf Android',
  ],
  [`${iphone} Version/18.0 Safari/604.1`, 'Safari auf iPhone'],
  [`${iphone} CriOS/140.0 Safari/604.1`, 'Chrome auf iPhone'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox auf Linux'],
])('names the browser and the system, not what they pretend to be: %s', (userAgent, name) => {
  expect(deviceName(userAgent, words)).toBe(name);
});

it('admits where it does not know', () => {
  expect(deviceName('curl/8.5', words)).toBe('Unbekanntes Gerät');
  expect(deviceName('', words)).toBe('Unbekanntes Gerät');
});

it('names what it knows where it knows one of the two', () => {
  expect(deviceName('Firefox/145.0', words)).toBe('Firefox');
  expect(deviceName('something on Windows', words)).toBe('Windows');
});

it('repeats nothing of what the browser says', () => {
  expect(deviceName('Chrome/1 Windows <b>call 555-0100</b>', words)).toBe('Chrome auf Windows');
});
