import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AccessStatement } from '#modules/access/schema.ts';
import { accessMessages as words } from '../../messages/audit.ts';
import { problemText } from '../../problems.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { copyText } from '../../ui/copy-text.ts';
import { CopyIcon } from '../../ui/icons.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useWorkspace } from '../../workspace.ts';
import { formatMoment } from '../audit/moments.ts';
import { accessQueries } from './access-queries.ts';

/** Above it a statement is folded, so that the ones after it stay in sight. */
const foldedAt = { characters: 320, lines: 5 };

/** What was asked of the database under one grant, and what came of each. */
export function Statements({ grantId }: { grantId: string }) {
  const workspace = useWorkspace();
  const statements = useInfiniteQuery(accessQueries.statements(workspace.id, grantId));
  const showOlder = async () => {
    const { error } = await statements.fetchNextPage();
    if (error) showToast({ tone: 'danger', text: problemText(error) });
  };
  if (!statements.data) {
    return statements.isError ? (
      <ErrorState title={words.statementsFailed} onRetry={() => void statements.refetch()}>
        {problemText(statements.error)}
      </ErrorState>
    ) : (
      <SkeletonRows rows={3} />
    );
  }
  return (
    <>
      <ol className="mt-2 flex flex-col gap-4 rounded bg-sunken px-4 py-4">
        {statements.data.pages.flatMap((page) =>
          page.items.map((statement) => (
            <Statement key={statement.sequence} statement={statement} />
          )),
        )}
      </ol>
      {statements.hasNextPage && (
        <Button
          size="small"
          className="mt-3"
          isPending={statements.isFetchingNextPage}
          onPress={() => void showOlder()}
        >
          {words.moreStatements}
        </Button>
      )}
    </>
  );
}

function Statement({
  statement: { at, statement, rows, outcome },
}: {
  statement: AccessStatement;
}) {
  const { timeZone } = useWorkspace();
  const [isUnfolded, setUnfolded] = useState(false);
  const isLong =
    statement.length > foldedAt.characters || statement.split('\n').length > foldedAt.lines;
  const facts = [rows === null ? undefined : words.rows(rows), outcome ?? words.interrupted];
  return (
    <li className="min-w-0">
      <div className="flex items-start gap-2">
        <pre
          className={classNames(
            'min-w-0 flex-1 pt-1 font-mono text-12 break-words whitespace-pre-wrap text-ink',
            isLong && !isUnfolded && 'line-clamp-5',
          )}
        >
          {statement}
        </pre>
        <IconButton
          size="small"
          label={words.copy}
          icon={<CopyIcon />}
          onPress={() => void copyText(statement)}
        />
      </div>
      {isLong && (
        <Button
          size="small"
          variant="ghost"
          className="-ml-2"
          aria-expanded={isUnfolded}
          onPress={() => setUnfolded(!isUnfolded)}
        >
          {isUnfolded ? words.fold : words.unfold}
        </Button>
      )}
      <p className="tabular text-12 break-words text-ink-3">
        <time dateTime={at}>{formatMoment(at, timeZone)}</time> ·{' '}
        {facts.filter((fact) => fact !== undefined).join(' · ')}
      </p>
    </li>
  );
}
