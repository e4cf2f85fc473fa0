import type { Message } from './emails.ts';
import type { Surroundings } from './layout.ts';
import { oneLine } from './subject.ts';

/*
 * Mail programs know the web of different decades. Gmail drops <style> when it forwards or clips, so every
 * colour and size stands inline and is the light one. Outlook for Windows sets mails with Word, which knows
 * neither max-width nor padding outside table cells, hence the tables; they are marked as presentation for
 * screen readers. Dark colours come by a media query (Apple Mail, Outlook for Mac, Thunderbird) and by
 * Outlook.com's own attribute. Nothing is fetched: no image, no font, no pixel that tells who opened what.
 */

const light = {
  canvas: '#f4f5f7',
  card: '#ffffff',
  hairline: '#e3e6ea',
  ink: '#15191f',
  quiet: '#5b6472',
  accent: '#0b6272',
  onAccent: '#ffffff',
} as const;

const dark = {
  canvas: '#0f1216',
  card: '#181c22',
  hairline: '#2b323b',
  ink: '#edf0f3',
  quiet: '#a3acb8',
  link: '#63c5d6',
} as const;

const font = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";
const columnPx = 560;
const preheaderLength = 140;

/** The HTML alternative, below 102 KB, from where on Gmail would clip it. */
export function htmlOf(message: Message, around: Surroundings): string {
  const subject = escapeHtml(oneLine(message.subject));
  return `<!doctype html>
<html lang="${message.language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${subject}</title>
<style>
${styles()}
</style>
</head>
<body class="canvas" style="margin:0;padding:0;background-color:${light.canvas};-webkit-text-size-adjust:100%">
${preheader(message)}
<table role="presentation" class="canvas" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:${light.canvas}">
<tr><td class="outer" align="center" style="padding:40px 16px 48px">
<table role="presentation" class="column" width="${columnPx}" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:${columnPx}px">
<tr><td class="edge" style="padding:0 41px 22px">${wordmark}</td></tr>
<tr><td class="card" style="background-color:${light.card};border:1px solid ${light.hairline};border-radius:12px;padding:36px 40px 32px;font-family:${font}">
<h1 class="ink" style="margin:0 0 16px;font-size:22px;line-height:30px;font-weight:650;letter-spacing:-0.01em;color:${light.ink}">${subject}</h1>
${[
  ...message.paragraphs.map(paragraph),
  facts(message),
  action(message),
  closing(message),
  address(message, around),
]
  .filter((block) => block !== '')
  .join('\n')}
</td></tr>
<tr><td class="quiet edge" style="padding:20px 41px 0;font-family:${font};font-size:12px;line-height:18px;color:${light.quiet}">${escapeHtml(around.footer)}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

const wordmark = `<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>
<td class="mark" width="28" height="28" align="center" valign="middle" bgcolor="${light.accent}" style="width:28px;height:28px;background-color:${light.accent};border-radius:7px;font-family:${font};font-size:16px;line-height:28px;font-weight:700;color:${light.onAccent}" aria-hidden="true">N</td>
<td class="ink" valign="middle" style="padding-left:10px;font-family:${font};font-size:17px;line-height:28px;font-weight:700;letter-spacing:-0.01em;color:${light.ink}">Numirio</td>
</tr></table>`;

/** What the list of mails shows beside the subject; the blanks keep what follows out of it. */
function preheader({ paragraphs }: Message): string {
  const characters = [...oneLine(paragraphs[0] ?? '')].slice(0, preheaderLength);
  const text = escapeHtml(characters.join(''));
  return `<div style="display:none;max-height:0;overflow:hidden;mso-hide:all;font-size:1px;line-height:1px;opacity:0">${text}${'&#8199;&#847; '.repeat(60)}</div>`;
}

function paragraph(text: string): string {
  return `<p class="ink" style="margin:0 0 16px;font-size:16px;line-height:25px;color:${light.ink}">${escapeHtml(oneLine(text))}</p>`;
}

function facts({ facts = [] }: Message): string {
  if (facts.length === 0) return '';
  const rows = facts.map(({ label, value }, index) => {
    const edge = index === 0 ? '' : `border-top:1px solid ${light.hairline};`;
    const cell = `${edge}padding:9px 0;font-size:14px;line-height:20px;vertical-align:top;text-align:left;`;
    return `<tr><th scope="row" class="quiet hairline" style="${cell}padding-right:20px;font-weight:400;color:${light.quiet};white-space:nowrap">${escapeHtml(label)}</th><td class="ink hairline" width="100%" style="${cell}color:${light.ink};word-break:break-word">${escapeHtml(oneLine(value))}</td></tr>`;
  });
  return `<table class="facts" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:4px 0 20px;border-top:1px solid ${light.hairline};border-bottom:1px solid ${light.hairline}">
${rows.join('\n')}
</table>`;
}

function action({ action }: Message): string {
  if (!action) return '';
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 24px">
<tr><td class="button" bgcolor="${light.accent}" style="background-color:${light.accent};border-radius:8px;mso-padding-alt:13px 24px"><a href="${escapeHtml(action.url)}" style="display:inline-block;padding:13px 24px;font-family:${font};font-size:16px;line-height:22px;font-weight:600;color:${light.onAccent};text-decoration:none;border-radius:8px">${escapeHtml(oneLine(action.label))}</a></td></tr>
</table>`;
}

function closing({ closing }: Message): string {
  if (!closing) return '';
  return `<p class="quiet" style="margin:0;font-size:14px;line-height:22px;color:${light.quiet}">${escapeHtml(oneLine(closing))}</p>`;
}

/** Not a link: whoever reads it wants to see, and copy, where the button goes. */
function address({ action }: Message, { addressBelow }: Surroundings): string {
  if (!action) return '';
  return `<p class="quiet hairline" style="margin:24px 0 0;padding:16px 0 0;border-top:1px solid ${light.hairline};font-size:12px;line-height:18px;color:${light.quiet}">${escapeHtml(addressBelow)}<br><span class="link" style="color:${light.accent};word-break:break-all">${escapeHtml(action.url)}</span></p>`;
}

function styles(): string {
  const rules: [selector: string, declarations: string][] = [
    ['.canvas', `background-color:${dark.canvas} !important`],
    ['.card', `background-color:${dark.card} !important;border-color:${dark.hairline} !important`],
    ['.facts,.hairline', `border-color:${dark.hairline} !important`],
    ['.ink', `color:${dark.ink} !important`],
    ['.quiet', `color:${dark.quiet} !important`],
    ['.link', `color:${dark.link} !important`],
  ];
  const inside = rules.map(([selector, declarations]) => `${selector}{${declarations}}`);
  const outlook = rules.map(([selectors, declarations]) => {
    const scoped = selectors.split(',').map((selector) => `[data-ogsc] ${selector}`);
    return `${scoped.join(',')}{${declarations}}`;
  });
  return [
    ':root{color-scheme:light dark;supported-color-schemes:light dark}',
    '@media (max-width:480px){.outer{padding:24px 12px 32px !important}.card{padding:28px 22px 24px !important}.edge{padding-left:23px !important;padding-right:23px !important}}',
    `@media (prefers-color-scheme:dark){${inside.join('')}}`,
    ...outlook,
  ].join('\n');
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
