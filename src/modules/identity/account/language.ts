import type { RequestInfo } from '#platform/http/route.ts';
import { type Language, languageSchema } from '../schema.ts';

/** The first language of Accept-Language (RFC 9110, 12.5.4) in which we write; English otherwise. */
export function languageOf(request: RequestInfo): Language {
  const wanted = (request.header('accept-language') ?? '')
    .split(',')
    .map((range) => /^\s*([a-z]{2})\b[^;]*(?:;\s*q=([\d.]+))?/i.exec(range))
    .filter((range) => range !== null)
    .sort((one, other) => Number(other[2] ?? 1) - Number(one[2] ?? 1))
    .map((range) => languageSchema.safeParse(range[1]?.toLowerCase()))
    .find((language) => language.success);
  return wanted?.data ?? 'en';
}
