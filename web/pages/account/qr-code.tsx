import { useMemo } from 'react';
import { encode } from 'uqr';

/** Without the quiet zone of four modules (ISO/IEC 18004) some cameras find nothing. */
const quietZone = 4;

/** A QR code in black on white, also in the dark: inverted, many apps cannot read it. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => draw(text), [text]);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-44 rounded bg-paper"
    >
      <path d={path} className="fill-black" />
    </svg>
  );
}

function draw(text: string): { size: number; path: string } {
  const { data, size } = encode(text, { ecc: 'M', border: quietZone });
  const path = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return { size, path };
}
