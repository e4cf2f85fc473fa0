import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { identityMessages as words } from '../../messages/identity.ts';
import { queries } from '../../queries.ts';
import { buttonClass } from '../../ui/button.tsx';
import { MailIcon } from '../../ui/icons.tsx';
import { IdentityLayout } from './identity-layout.tsx';

interface MailNoticeProps {
  detail: ReactNode;
  /** What else one can do. */
  children?: ReactNode;
  footer?: ReactNode;
}

/** A mail is on its way; what comes next happens in the mailbox. */
export function MailNotice({ detail, children, footer }: MailNoticeProps) {
  const config = useQuery(queries.publicConfig());
  return (
    <IdentityLayout isAnswer title={words.checkMailTitle} detail={detail} footer={footer}>
      <div className="flex flex-col gap-2">
        {config.data?.outbox ? (
          <Link to="/outbox" className={buttonClass('primary')}>
            <MailIcon />
            {words.openOutbox}
          </Link>
        ) : null}
        {children}
      </div>
    </IdentityLayout>
  );
}
