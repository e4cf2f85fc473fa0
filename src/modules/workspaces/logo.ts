import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { AppError } from '#platform/errors.ts';

export const logoTypes = ['image/png', 'image/jpeg', 'image/svg+xml'];
export const maxLogoBytes = 1024 * 1024;

const maxWidth = 1600;
const maxHeight = 800;
const maxInputPixels = 40_000_000;
const decodeTimeoutSeconds = 5;

export type Logo = { bytes: Buffer; sha256: string; width: number; height: number };

/**
 * Decodes a PNG, JPEG or SVG and draws it anew as a PNG without metadata. What a tenant uploaded is
 * never served or embedded: neither scripts in an SVG nor bytes behind a picture survive. At 1600
 * pixels a logo of 60 mm prints at more than 600 dpi. Throws 422 where it is no such picture.
 */
export async function drawLogo(upload: Buffer): Promise<Logo> {
  const svg = looksLikeSvg(upload);
  if (svg && refersElsewhere(upload)) {
    throw notDrawable('The SVG refers to other files; please embed or remove them.');
  }
  try {
    const image = sharp(upload, {
      limitInputPixels: maxInputPixels,
      failOn: 'error',
      density: 300,
    });
    const { format } = await image.metadata();
    if (format !== 'png' && format !== 'jpeg' && format !== 'svg') throw new Error(format);
    const { data, info } = await image
      .rotate()
      .resize(maxWidth, maxHeight, { fit: 'inside', withoutEnlargement: !svg })
      .timeout({ seconds: decodeTimeoutSeconds })
      .png({ compressionLevel: 9 })
      .toBuffer({ resolveWithObject: true });
    const sha256 = createHash('sha256').update(data).digest('hex');
    return { bytes: data, sha256, width: info.width, height: info.height };
  } catch {
    throw notDrawable('The file is not a PNG, JPEG or SVG picture that can be drawn.');
  }
}

/** The key of a logo in the object store. */
export function logoKey(workspaceId: string, sha256: string): string {
  return `ws/${workspaceId}/logo/${sha256}.png`;
}

function looksLikeSvg(upload: Buffer): boolean {
  return /^\s*(?:<\?xml|<!--|<svg|<!DOCTYPE svg)/i.test(
    upload
      .subarray(0, 200)
      .toString('utf8')
      .replace(/^\ufeff/, ''),
  );
}

function refersElsewhere(upload: Buffer): boolean {
  const text = upload.toString('utf8');
  return (
    /<!ENTITY/i.test(text) ||
    /(?:href|src)\s*=\s*["'](?!#|data:)/i.test(text) ||
    /url\(\s*["']?(?!#|data:)/i.test(text)
  );
}

function notDrawable(message: string): AppError {
  return new AppError('logo_not_usable', 422, message, { errors: [{ field: 'logo', message }] });
}
