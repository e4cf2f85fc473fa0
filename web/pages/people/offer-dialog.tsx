import { useState } from 'react';
import type { Member } from '#modules/workspaces/schema.ts';
import { api } from '../../api.ts';
import { roleName } from '../../frame/role-name.ts';
import { messages } from '../../messages/index.ts';
import { peopleMessages as words } from '../../messages/people.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form } from '../../ui/form.tsx';
import { Select } from '../../ui/select.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useWorkspace } from '../../workspace.ts';
import { useSensitiveCall } from '../account/confirmation.tsx';
import { refreshPeople } from './people-queries.ts';

/** The owner's half of handing a business over; the server asks anew who it is. */
export function OfferDialog({ heirs, onClose }: { heirs: readonly Member[]; onClose: () => void }) {
  const { id } = useWorkspace();
  const [userId, setUserId] = useState(heirs.length === 1 ? (heirs[0]?.userId ?? null) : null);
  const chosen = heirs.find((heir) => heir.userId === userId);
  const offer = useSensitiveCall(
    (to: string) => api.offerOwnership(id, to),
    async ({ to }) => {
      await refreshPeople(id);
      showToast({ text: words.ownershipOffered(to.name) });
      onClose();
    },
  );
  return (
    <Dialog isOpen onClose={onClose} title={words.ownershipOfferTitle} width="small">
      <Form
        onSubmit={() => chosen && offer.run(chosen.userId)}
        problem={offer.problem}
        className="pb-4"
      >
        <p className="text-14 text-ink-2">{words.ownershipOfferDetail}</p>
        <Select
          name="userId"
          label={words.ownershipTo}
          options={heirs.map((heir) => ({
            id: heir.userId,
            label: heir.name,
            detail: `${roleName(heir.role)} · ${heir.email}`,
          }))}
          value={userId}
          onChange={setUserId}
        />
        <div className="flex justify-end gap-2 pt-2">
          <Button onPress={onClose}>{messages.ui.cancel}</Button>
          <Button
            type="submit"
            variant="primary"
            isDisabled={chosen === undefined}
            isPending={offer.isPending}
          >
            {words.ownershipOfferConfirm}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
