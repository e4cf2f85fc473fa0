import { useQuery } from '@tanstack/react-query';
import type { AuditFilters } from '../../audit-api.ts';
import { auditMessages } from '../../messages/audit.ts';
import { Button } from '../../ui/button.tsx';
import { DateField } from '../../ui/date-field.tsx';
import { Select } from '../../ui/select.tsx';
import { Chip } from '../../ui/status.tsx';
import { useWorkspace } from '../../workspace.ts';
import { auditQueries } from './audit-queries.ts';

const words = auditMessages.filters;
const any = 'any';

interface AuditFilterBarProps {
  filters: AuditFilters;
  onChange: (change: AuditFilters) => void;
  onClear: () => void;
}

/** Which events are shown; all of it stands in the address. */
export function AuditFilterBar({ filters, onChange, onClear }: AuditFilterBarProps) {
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  return (
    <search aria-label={words.label} className="flex flex-wrap items-center gap-2 pb-5">
      <Select
        label={words.kind}
        hideLabel
        options={[
          { id: any, label: words.anyKind },
          ...Object.entries(words.kinds).map(([id, label]) => ({ id, label })),
        ]}
        value={filters.subjectType ?? any}
        onChange={(kind) => onChange({ subjectType: kind === any ? undefined : kind })}
        className="w-[calc(50%-0.25rem)] sm:w-44"
      />
      <PersonFilter
        actorId={filters.actorId}
        onChange={(person) => onChange({ actorId: person })}
      />
      <DateField
        label={words.from}
        hideLabel
        value={filters.from ?? null}
        onChange={(day) => onChange({ from: day ?? undefined })}
        className="min-w-36 flex-1 sm:max-w-40"
      />
      <span aria-hidden="true" className="text-ink-3 max-sm:hidden">
        –
      </span>
      <DateField
        label={words.to}
        hideLabel
        value={filters.to ?? null}
        onChange={(day) => onChange({ to: day ?? undefined })}
        className="min-w-36 flex-1 sm:max-w-40"
      />
      {filters.subjectId !== undefined && (
        <Chip isSelected onRemove={() => onChange({ subjectId: undefined })}>
          {words.oneThing}
        </Chip>
      )}
      {isFiltered && (
        <Button size="small" variant="ghost" onPress={onClear}>
          {words.clear}
        </Button>
      )}
    </search>
  );
}

interface PersonFilterProps {
  actorId: string | undefined;
  onChange: (actorId: string | undefined) => void;
}

function PersonFilter({ actorId, onChange }: PersonFilterProps) {
  const workspace = useWorkspace();
  const people = useQuery(auditQueries.people(workspace.id)).data?.items ?? [];
  const options = [
    { id: any, label: words.anyPerson },
    ...people.map(({ userId, name }) => ({ id: userId, label: name })),
  ];
  // Somebody who has left is no longer among the members, and can still be asked for by address.
  if (actorId !== undefined && !people.some(({ userId }) => userId === actorId)) {
    options.push({ id: actorId, label: words.formerPerson });
  }
  return (
    <Select
      label={words.person}
      hideLabel
      options={options}
      value={actorId ?? any}
      onChange={(person) => onChange(person === any ? undefined : person)}
      className="w-[calc(50%-0.25rem)] sm:w-44"
    />
  );
}
