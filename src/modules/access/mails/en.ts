import type { AccessReason } from '../schema.ts';
import type { AccessFacts, Catalogue } from './mails.ts';

const instants = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});

const reasons: Record<AccessReason, string> = {
  customer_request: 'You, or somebody in your workspace, asked us for help',
  incident: 'A fault in our service',
  data_correction: 'Preparing the correction of wrong data',
  security: 'A matter of security',
  legal: 'A legal obligation',
};

const facts = ({ engineer, approver, reason, ticket }: AccessFacts) => [
  { label: 'Engineer', value: engineer },
  { label: 'Approved by', value: approver },
  { label: 'Reason', value: reasons[reason] },
  { label: 'Ticket', value: ticket },
];

const action = ({ url }: AccessFacts) => ({ label: 'Open the access log', url });

export const en: Catalogue = {
  access_opened: (mail) => ({
    subject: 'One of our engineers is looking at your data',
    paragraphs: [
      `${mail.engineer}, an engineer at Numirio, can now read the data of ${mail.workspace}, and change nothing. Another engineer, ${mail.approver}, has approved it.`,
      'Every statement is recorded. You see each of them in the access log, with the number of rows it returned.',
    ],
    facts: [...facts(mail), { label: 'Until', value: `${instants.format(mail.until)} UTC` }],
    action: action(mail),
    closing:
      'If you cannot explain the reason to yourself, write to us through the contact on our website.',
  }),
  access_ended: (mail) => ({
    subject: 'Our access to your data has ended',
    paragraphs: [
      `${mail.engineer}, an engineer at Numirio, can no longer read the data of ${mail.workspace}. ${statements(mail.statements)}`,
    ],
    facts: facts(mail),
    action: action(mail),
  }),
};

function statements(count: number): string {
  if (count === 0) return 'Nothing was looked up.';
  return count === 1 ? 'One statement was run.' : `${count} statements were run.`;
}
