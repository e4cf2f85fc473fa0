import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Continuity } from '#modules/invoices/schema.ts';
import { messages } from '../../messages/index.ts';
import { problemText } from '../../problems.ts';
import { queries } from '../../queries.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount, formatDate, formatInstant } from '../../ui/format.ts';
import { AlertIcon, CheckIcon, ChevronLeftIcon, PrintIcon } from '../../ui/icons.tsx';
import { Page, PageHeader } from '../../ui/page.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import {
  Cell,
  HeadCell,
  Row,
  Table,
  TableBody,
  TableHead,
  TableScroller,
} from '../../ui/table.tsx';

const words = messages.settings;

/** The proof that no number is missing and none was given twice; made to be printed. */
export function ContinuityPage() {
  const { workspaceId, seriesId } = useParams({
    from: '/w/$workspaceId/settings/numbers/$seriesId',
  });
  const report = useQuery(queries.continuity(workspaceId, seriesId));
  return (
    <Page>
      <PageHeader
        title={report.data ? `${words.continuity}: ${report.data.series.name}` : words.continuity}
        detail={report.data && words.continuityChecked(formatInstant(report.data.checkedAt))}
        back={
          <Link
            to="/w/$workspaceId/settings/numbers"
            params={{ workspaceId }}
            className="inline-flex items-center gap-1 hover:text-ink print:hidden"
          >
            <ChevronLeftIcon />
            {words.continuityBack}
          </Link>
        }
        actions={
          <Button icon={<PrintIcon />} onPress={() => window.print()} className="print:hidden">
            {words.continuityPrint}
          </Button>
        }
      />
      {report.isPending ? (
        <SkeletonRows rows={3} />
      ) : report.isError ? (
        <ErrorState title={words.continuityFailed} onRetry={() => void report.refetch()}>
          {problemText(report.error)}
        </ErrorState>
      ) : report.data.periods.length === 0 ? (
        <EmptyState title={words.continuityEmptyTitle}>{words.continuityEmptyDetail}</EmptyState>
      ) : (
        <Report report={report.data} />
      )}
    </Page>
  );
}

function Report({ report }: { report: Continuity }) {
  return (
    <>
      <p
        className={`flex items-center gap-2 pb-6 text-16 font-medium ${report.gapless ? 'text-paid' : 'text-overdue'}`}
      >
        {report.gapless ? <CheckIcon /> : <AlertIcon />}
        {report.gapless ? words.continuityAll : words.continuityGaps}
      </p>
      <TableScroller label={words.continuity}>
        <Table label={words.continuity}>
          <TableHead>
            <tr>
              <HeadCell>{words.continuityPeriod}</HeadCell>
              <HeadCell>{words.continuityFirst}</HeadCell>
              <HeadCell>{words.continuityLast}</HeadCell>
              <HeadCell isNumeric>{words.continuityCount}</HeadCell>
              <HeadCell>{words.continuityMissing}</HeadCell>
              <HeadCell>{words.continuityDuplicates}</HeadCell>
            </tr>
          </TableHead>
          <TableBody>
            {report.periods.map((period) => (
              <Row key={period.period}>
                <Cell className="tabular font-medium">{period.period}</Cell>
                <NumberCell number={period.firstNumber} on={period.firstIssueOn} />
                <NumberCell number={period.lastNumber} on={period.lastIssueOn} />
                <Cell isNumeric>{formatCount(period.count)}</Cell>
                <ListCell numbers={period.missing} />
                <ListCell numbers={period.duplicates} />
              </Row>
            ))}
          </TableBody>
        </Table>
      </TableScroller>
    </>
  );
}

function NumberCell({ number, on }: { number: string; on: string }) {
  return (
    <Cell className="tabular whitespace-nowrap">
      {number}
      <span className="block text-12 text-ink-3">{formatDate(on)}</span>
    </Cell>
  );
}

function ListCell({ numbers }: { numbers: readonly string[] }) {
  return (
    <Cell className={numbers.length > 0 ? 'tabular text-overdue' : 'text-ink-3'}>
      {numbers.length > 0 ? numbers.join(', ') : words.continuityNone}
    </Cell>
  );
}
