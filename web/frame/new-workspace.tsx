import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../api.ts';
import { countryOptions } from '../choices.ts';
import { messages } from '../messages/index.ts';
import { formProblem } from '../problems.ts';
import { queries, queryClient } from '../queries.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Form } from '../ui/form.tsx';
import { Select } from '../ui/select.tsx';
import { TextField } from '../ui/text-field.tsx';

/** A further business of the same person. */
export function NewWorkspace({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const [legalName, setLegalName] = useState('');
  const [country, setCountry] = useState('DE');
  const creation = useMutation({
    mutationFn: () => api.createWorkspace({ legalName, country }),
    onSuccess: async (workspace) => {
      await queryClient.invalidateQueries(queries.me());
      onClose();
      await navigate({ to: '/w/$workspaceId', params: { workspaceId: workspace.id } });
    },
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={messages.frame.newWorkspace.replace('…', '')}
      width="small"
    >
      <Form
        onSubmit={() => creation.mutate()}
        problem={formProblem(creation.error)}
        className="pb-4"
      >
        <p className="text-14 text-ink-2">{messages.frame.newWorkspaceDetail}</p>
        <TextField
          autoFocus
          isRequired
          name="legalName"
          label={messages.frame.newWorkspaceName}
          value={legalName}
          onChange={setLegalName}
        />
        <Select
          name="country"
          label={messages.frame.newWorkspaceCountry}
          options={countryOptions}
          value={country}
          onChange={setCountry}
        />
        <div className="flex justify-end gap-2 pt-2">
          <Button onPress={onClose}>{messages.ui.cancel}</Button>
          <Button type="submit" variant="primary" isPending={creation.isPending}>
            {messages.frame.newWorkspaceCreate}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

/** For someone who has no business (any more): making one is the only way on. */
export function FirstWorkspace() {
  const navigate = useNavigate();
  return (
    <main className="min-h-dvh bg-canvas">
      <NewWorkspace onClose={() => void navigate({ to: '/sign-in' })} />
    </main>
  );
}
