/** A Cookie header after a browser has taken these Set-Cookie headers in. */
export function withCookies(header: string, setCookies: string[]): string {
  const jar = new Map(
    header
      .split('; ')
      .filter((pair) => pair.includes('='))
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair]),
  );
  for (const set of setCookies) {
    const pair = set.split(';')[0] ?? '';
    const name = pair.slice(0, pair.indexOf('='));
    if (/;\s*max-age=0(;|$)/i.test(set)) jar.delete(name);
    else jar.set(name, pair);
  }
  return [...jar.values()].join('; ');
}

/** The value of one cookie in a Cookie header. */
export function cookieValue(header: string, name: string): string | undefined {
  const pair = header.split('; ').find((candidate) => candidate.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}
