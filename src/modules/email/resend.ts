import { z } from 'zod';
import { outboundFetch } from '#platform/outbound.ts';
import { MailNotAccepted, MailRefused } from './refusals.ts';
import { headers, recipientOf, senderName } from './rfc5322.ts';
import { subjectLine } from './subject.ts';
import type { Mail, Transport } from './transport.ts';

/** The tag that brings our id back in every webhook, even in one that comes before the answer. */
export const idTag = 'email_id';

const acceptedSchema = z.object({ id: z.string().regex(/^[\w-]{1,100}$/) });
const errorSchema = z.object({ name: z.string().regex(/^[a-z_]{1,60}$/) });

/**
 * Speaks to Resend's API through the one client that leaves this program; its SDK brings a fetch of its
 * own, without a time-out, a bound or a list of addresses. The mail's id is the idempotency key, so that
 * a mail whose answer was lost is not sent again; Resend remembers it for 24 hours.
 */
export function resendTransport(baseUrl: string, apiKey: string): Transport {
  const { origin } = new URL(baseUrl);
  const send = outboundFetch([origin]);
  return async (mail) => {
    const body = JSON.stringify(requestOf(mail));
    const response = await send(`${origin}/emails`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${apiKey}`,
        'content-type': 'application/json',
        'idempotency-key': mail.id,
        'user-agent': 'numirio',
      },
      body,
    }).catch(() => {
      throw new MailNotAccepted('resend did not answer');
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw refusalOf(response.status, answer);
    const accepted = acceptedSchema.safeParse(answer);
    if (!accepted.success) throw new MailNotAccepted(`resend ${response.status} without an id`);
    return { providerId: accepted.data.id };
  };
}

function requestOf(mail: Mail) {
  return {
    from: `${senderName} <${mail.from}>`,
    to: [recipientOf(mail)],
    subject: subjectLine(mail.subject),
    text: mail.text,
    html: mail.html,
    headers,
    tags: [{ name: idTag, value: mail.id }],
  };
}

/**
 * 422 and 400 say that this mail will never do. A wrong key, a domain that is not confirmed (401, 403) and a
 * quota (429) are the operator's to mend, 5xx Resend's, and 409 means that our first try is still under way.
 */
function refusalOf(status: number, answer: unknown): Error {
  const error = errorSchema.safeParse(answer);
  const said = `resend ${status}${error.success ? ` ${error.data.name}` : ''}`;
  return status === 422 || status === 400 ? new MailRefused(said) : new MailNotAccepted(said);
}
