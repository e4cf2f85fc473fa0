import type { Workspace } from '#modules/workspaces/schema.ts';
import { countryName } from '../../choices.ts';
import { messages } from '../../messages/index.ts';
import { Detail, DetailList } from '../../ui/details.tsx';
import { Section } from '../../ui/page.tsx';

const words = messages.settings;

/** The company for those whose role does not change it: only what stands there. */
export function CompanyFacts({ workspace }: { workspace: Workspace }) {
  const { address } = workspace;
  const lines = [
    address.line1,
    address.line2,
    `${address.postCode} ${address.city}`.trim(),
    countryName(address.country),
  ];
  const hasContact = workspace.email + workspace.phone + workspace.website !== '';
  return (
    <>
      <Section isAside title={words.business} detail={words.businessDetail}>
        <DetailList>
          <Detail name={words.legalName}>{workspace.legalName}</Detail>
          <Detail name={words.address}>{lines.filter((line) => line !== '').join('\n')}</Detail>
          <Detail name={words.registration}>{workspace.registration}</Detail>
        </DetailList>
      </Section>
      <Section isAside title={words.tax} detail={words.taxDetail}>
        <DetailList>
          <Detail name={words.vatStatus}>
            {workspace.vatStatus === 'regular' ? words.vatCharged : words.vatSmall}
          </Detail>
          <Detail name={words.vatId}>{workspace.vatId}</Detail>
          <Detail name={words.taxNumber}>{workspace.taxNumber}</Detail>
        </DetailList>
      </Section>
      {hasContact && (
        <Section isAside title={words.contact} detail={words.contactDetail}>
          <DetailList>
            <Detail name={words.email}>{workspace.email}</Detail>
            <Detail name={words.phone}>{workspace.phone}</Detail>
            <Detail name={words.website}>{workspace.website}</Detail>
          </DetailList>
        </Section>
      )}
    </>
  );
}
