import type { Workspace } from '#modules/workspaces/schema.ts';
import { api } from '../../api.ts';
import { languageOptions } from '../../choices.ts';
import { messages } from '../../messages/index.ts';
import { Detail, DetailList } from '../../ui/details.tsx';
import { Section } from '../../ui/page.tsx';

const words = messages.settings;

/** The look and the defaults of documents for those whose role does not change them. */
export function DocumentFacts({ workspace }: { workspace: Workspace }) {
  const { id, logo, accentColor } = workspace;
  return (
    <>
      <Section isAside title={words.look} detail={words.lookDetail}>
        <DetailList>
          <Detail name={words.logo}>
            {logo && (
              // On white, as on paper, whatever the appearance of the interface.
              <span className="mt-1 flex h-24 w-56 max-w-full items-center justify-center rounded border border-hairline bg-paper p-3">
                <img
                  src={api.logoUrl(id, logo.sha256)}
                  alt={words.logoAlt}
                  className="max-h-full max-w-full object-contain"
                />
              </span>
            )}
          </Detail>
          <Detail name={words.accent}>
            <span className="tabular inline-flex items-center gap-2">
              <span
                aria-hidden="true"
                className="size-4 rounded-full"
                style={{ backgroundColor: accentColor }}
              />
              {accentColor}
            </span>
          </Detail>
          <Detail isWide name={words.footer}>
            {workspace.footerNote}
          </Detail>
        </DetailList>
      </Section>
      <Section isAside title={words.terms} detail={words.termsDetail}>
        <DetailList>
          <Detail name={words.language}>
            {languageOptions.find((option) => option.id === workspace.locale)?.label}
          </Detail>
          <Detail name={words.paymentTerm}>{`${workspace.paymentTermDays} ${words.days}`}</Detail>
          <Detail name={words.currency}>{workspace.currency}</Detail>
          <Detail name={words.timeZone}>{workspace.timeZone.replaceAll('_', ' ')}</Detail>
        </DetailList>
      </Section>
    </>
  );
}
