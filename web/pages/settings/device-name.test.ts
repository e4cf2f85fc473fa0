import { expect, it } from 'vitest';
import { deviceName } from './device-name.ts';

it('names the browser and the system, not what they pretend to be', () => {
  const chrome =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';
  expect(deviceName(chrome)).toBe('Chrome on Windows');
  expect(deviceName(`${chrome} Edg/140.0`)).toBe('Edge on Windows');
  expect(
    deviceName('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1'),
  ).toBe('Safari on iPhone');
});

it('admits where it does not know', () => {
  expect(deviceName('curl/8.5')).toBe('Unknown device');
});
