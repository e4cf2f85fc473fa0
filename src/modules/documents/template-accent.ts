const fallback = '#16181d';
const leastContrast = 4.5; // WCAG 2.2, 1.4.3, for text on white

/**
 * The seller's colour (#rrggbb), darkened as far as small type on white paper needs it, so that a
 * pale one stays readable on a grey printer. Anything that is no colour gives ink.
 */
export function readableAccent(color: string): string {
  if (!/^#[0-9a-f]{6}$/i.test(color)) return fallback;
  let channels = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  // Every step takes a twelfth of the light; black is reached long before the last.
  for (let step = 0; step < 40 && contrastWithWhite(channels) < leastContrast; step += 1) {
    channels = channels.map((channel) => Math.floor((channel * 11) / 12));
  }
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

function contrastWithWhite(channels: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = channels.map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}
