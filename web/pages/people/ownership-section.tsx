import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Member, MemberList, OwnershipTransfer } from '#modules/workspaces/schema.ts';
import { api } from '../../api.ts';
import { peopleMessages as words } from '../../messages/people.ts';
import { queries } from '../../queries.ts';
import { Button } from '../../ui/button.tsx';
import { formatDay } from '../../ui/format.ts';
import { Section } from '../../ui/page.tsx';
import { useMay, useWorkspace } from '../../workspace.ts';
import { QuestionDialog } from '../account/question-dialog.tsx';
import { OfferDialog } from './offer-dialog.tsx';
import { peopleQueries, refreshPeople } from './people-queries.ts';
import { useChange } from './use-change.ts';

/** Who owns the business, and the way to somebody else, which both of them confirm. */
export function OwnershipSection({ list }: { list: MemberList | undefined }) {
  const { id } = useWorkspace();
  const mayOffer = useMay('ownership.offer');
  const { data } = useQuery(peopleQueries.transfer(id));
  const me = useQuery(queries.me());
  if (!data || !list || !me.data) return null;
  const { transfer } = data;
  if (!transfer && !mayOffer) return null;
  return (
    <Section isAside title={words.ownership} detail={words.ownershipDetail}>
      {!transfer ? (
        <NoOffer members={list.items} />
      ) : transfer.to.userId === me.data.user.id ? (
        <ReceivedOffer transfer={transfer} />
      ) : mayOffer ? (
        <SentOffer transfer={transfer} />
      ) : (
        <p className="text-14 text-ink-2">
          {words.ownershipOther(transfer.from.name, transfer.to.name)}
        </p>
      )}
    </Section>
  );
}

/** Whoever may own it one day: an accountant only reads, and would have to be given another role first. */
function heirsOf(members: readonly Member[]): readonly Member[] {
  return members.filter(({ role }) => role === 'admin' || role === 'member');
}

function NoOffer({ members }: { members: readonly Member[] }) {
  const [isOffering, setOffering] = useState(false);
  const heirs = heirsOf(members);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
      <div className="min-w-60 flex-1 text-14 text-ink-2">
        <p>{words.ownershipYours}</p>
        {heirs.length === 0 && <p className="mt-1 text-13 text-ink-3">{words.ownershipNobody}</p>}
      </div>
      {heirs.length > 0 && (
        <Button size="small" onPress={() => setOffering(true)}>
          {words.ownershipOffer}
        </Button>
      )}
      {isOffering && <OfferDialog heirs={heirs} onClose={() => setOffering(false)} />}
    </div>
  );
}

function SentOffer({ transfer }: { transfer: OwnershipTransfer }) {
  const withdrawal = useChange(api.withdrawOwnership, words.ownershipWithdrawn);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
      <div className="min-w-60 flex-1">
        <p className="text-14 font-medium">{words.ownershipWaiting(transfer.to.name)}</p>
        <p className="mt-0.5 text-13 text-ink-3">
          {words.ownershipWaitingDetail(formatDay(transfer.expiresAt))}
        </p>
      </div>
      <Button size="small" isPending={withdrawal.isPending} onPress={() => withdrawal.mutate()}>
        {words.ownershipWithdraw}
      </Button>
    </div>
  );
}

function ReceivedOffer({ transfer }: { transfer: OwnershipTransfer }) {
  const { id, legalName } = useWorkspace();
  const [isAccepting, setAccepting] = useState(false);
  const refusal = useChange(api.refuseOwnership, words.ownershipRefused);
  const { name } = transfer.from;
  return (
    <>
      <p className="text-14 font-medium">{words.ownershipReceived(name)}</p>
      <p className="mt-0.5 max-w-xl text-13 text-ink-2">
        {words.ownershipReceivedDetail(name, formatDay(transfer.expiresAt))}
      </p>
      <div className="mt-4 flex gap-2">
        <Button variant="primary" onPress={() => setAccepting(true)}>
          {words.ownershipAccept}
        </Button>
        <Button isPending={refusal.isPending} onPress={() => refusal.mutate()}>
          {words.ownershipRefuse}
        </Button>
      </div>
      {isAccepting && (
        <QuestionDialog
          isDanger={false}
          title={words.ownershipAcceptTitle(legalName)}
          detail={words.ownershipAcceptText(name)}
          action={words.ownershipAcceptConfirm}
          run={() => api.acceptOwnership(id)}
          onDone={() => refreshPeople(id)}
          onClose={() => setAccepting(false)}
        />
      )}
    </>
  );
}
