import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { NumberSeries } from '#modules/invoices/schema.ts';
import { api } from '../../api.ts';
import { messages } from '../../messages/index.ts';
import { problemText } from '../../problems.ts';
import { queries, queryClient } from '../../queries.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { CheckIcon, EditIcon, MoreIcon, PlusIcon } from '../../ui/icons.tsx';
import { MenuItem, MenuTrigger } from '../../ui/menu.tsx';
import { Section } from '../../ui/page.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Badge } from '../../ui/status.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useMay, useWorkspace } from '../../workspace.ts';
import { SeriesDialog } from './series-dialog.tsx';

const words = messages.settings;

/** How invoices are numbered, each series with the number that comes next. */
export function NumberSettings() {
  const { id } = useWorkspace();
  const list = useQuery(queries.numberSeries(id));
  const mayChange = useMay('number-series.change');
  const [edited, setEdited] = useState<NumberSeries | 'new'>();
  return (
    <Section
      title={words.numbers}
      detail={words.numbersDetail}
      actions={
        mayChange && (
          <Button icon={<PlusIcon />} onPress={() => setEdited('new')}>
            {words.newSeries}
          </Button>
        )
      }
    >
      {list.isPending ? (
        <SkeletonRows rows={2} />
      ) : list.isError ? (
        <ErrorState title={words.seriesFailed} onRetry={() => void list.refetch()}>
          {problemText(list.error)}
        </ErrorState>
      ) : (
        <ul>
          {list.data.items.map((series) => (
            <SeriesRow key={series.id} series={series} onEdit={() => setEdited(series)} />
          ))}
        </ul>
      )}
      {edited !== undefined && (
        <SeriesDialog
          series={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
    </Section>
  );
}

function SeriesRow({ series, onEdit }: { series: NumberSeries; onEdit: () => void }) {
  const { id } = useWorkspace();
  const mayChange = useMay('number-series.change');
  return (
    <li className="flex items-center gap-4 border-b border-hairline py-3 last:border-0">
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 text-14 font-medium">
          <span className="truncate">{series.name}</span>
          {series.isDefault && <Badge>{words.seriesDefault}</Badge>}
        </p>
        <Link
          to="/w/$workspaceId/settings/numbers/$seriesId"
          params={{ workspaceId: id, seriesId: series.id }}
          className="text-13 text-ink-3 underline-offset-4 hover:text-ink hover:underline"
        >
          {words.seriesIssued(series.issuedCount)} · {words.continuity}
        </Link>
      </div>
      <div className="text-right">
        <p className="text-12 text-ink-3">{words.seriesNext}</p>
        <p className="tabular text-14 font-medium">{series.nextNumber}</p>
      </div>
      {mayChange && <SeriesMenu series={series} onEdit={onEdit} />}
    </li>
  );
}

function SeriesMenu({ series, onEdit }: { series: NumberSeries; onEdit: () => void }) {
  const { id } = useWorkspace();
  const navigate = useNavigate();
  const choosing = useMutation({
    mutationFn: () => api.changeNumberSeries(id, series.id, { isDefault: true }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: [id, 'number-series'] }),
    onError: (error) => showToast({ tone: 'danger', text: problemText(error) }),
  });
  return (
    <MenuTrigger
      label={words.seriesActions(series.name)}
      trigger={
        <IconButton label={words.seriesActions(series.name)} icon={<MoreIcon strokeWidth="2" />} />
      }
    >
      <MenuItem icon={<EditIcon />} onAction={onEdit}>
        {words.seriesEdit}
      </MenuItem>
      <MenuItem
        icon={<CheckIcon />}
        isDisabled={series.isDefault}
        onAction={() => choosing.mutate()}
      >
        {words.seriesMakeDefault}
      </MenuItem>
      <MenuItem
        onAction={() =>
          void navigate({
            to: '/w/$workspaceId/settings/numbers/$seriesId',
            params: { workspaceId: id, seriesId: series.id },
          })
        }
      >
        {words.continuity}
      </MenuItem>
    </MenuTrigger>
  );
}
