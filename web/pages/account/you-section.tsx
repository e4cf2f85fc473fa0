import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Language, User } from '#modules/identity/schema.ts';
import { api } from '../../api.ts';
import { signOut } from '../../frame/person-menu.tsx';
import { accountMessages as words } from '../../messages/account.ts';
import { messages } from '../../messages/index.ts';
import { formProblem, problemText } from '../../problems.ts';
import { queries, queryClient } from '../../queries.ts';
import { getTheme, setTheme, type Theme } from '../../theme.ts';
import { Button } from '../../ui/button.tsx';
import { Segmented } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form, fieldErrors } from '../../ui/form.tsx';
import { SignOutIcon } from '../../ui/icons.tsx';
import { Section } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toast.tsx';
import { AccountRow, Loaded } from './account-row.tsx';
import { EmailRow } from './email-row.tsx';

/** The person: what they are called, where they are reached, and how it looks for them. */
export function YouSection() {
  const me = useQuery(queries.me());
  return (
    <Section isAside title={words.you}>
      <Loaded query={me} failed={words.failed} rows={4}>
        {({ user }) => (
          <ul>
            <NameRow user={user} />
            <EmailRow user={user} />
            <LanguageRow user={user} />
            <AppearanceRow />
            <SignOutRow />
          </ul>
        )}
      </Loaded>
    </Section>
  );
}

function NameRow({ user }: { user: User }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <AccountRow
      title={words.name}
      detail={user.name}
      actions={
        <Button size="small" onPress={() => setIsOpen(true)} aria-label={words.nameChange}>
          {words.change}
        </Button>
      }
    >
      {isOpen && <NameDialog user={user} onClose={() => setIsOpen(false)} />}
    </AccountRow>
  );
}

function NameDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const [name, setName] = useState(user.name);
  const change = useProfileChange(() => {
    onClose();
    showToast({ text: words.nameSaved });
  });
  const problem = useMemo(() => formProblem(change.error), [change.error]);
  const errors = fieldErrors(problem);
  return (
    <Dialog isOpen onClose={onClose} title={words.nameChange} width="small">
      <Form onSubmit={() => change.mutate({ name })} problem={problem} className="pb-3">
        <TextField
          autoFocus
          isRequired
          name="name"
          error={errors.name}
          autoComplete="name"
          label={words.name}
          description={words.nameHint}
          value={name}
          onChange={setName}
        />
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{messages.ui.cancel}</Button>
          <Button type="submit" variant="primary" isPending={change.isPending}>
            {messages.ui.save}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

const languages = [
  { id: 'en', label: 'English' },
  { id: 'de', label: 'Deutsch' },
  { id: 'fr', label: 'Français' },
] as const satisfies readonly { id: Language; label: string }[];

function LanguageRow({ user }: { user: User }) {
  const change = useProfileChange(() => showToast({ text: words.languageSaved }));
  return (
    <AccountRow
      title={words.language}
      detail={words.languageDetail}
      actions={
        <Segmented
          hideLabel
          label={words.language}
          // Shows the choice at once; where it is refused, the old one stands there again.
          value={(change.isPending && change.variables.language) || user.language}
          onChange={(language) =>
            change.mutate(
              { language },
              {
                onError: (error) => showToast({ tone: 'danger', text: problemText(error) }),
              },
            )
          }
          options={languages}
        />
      }
    />
  );
}

function useProfileChange(onChanged: () => void) {
  return useMutation({
    mutationFn: api.changeMe,
    onSuccess: (user) => {
      queryClient.setQueryData(queries.me().queryKey, (me) => me && { ...me, user });
      onChanged();
    },
  });
}

function AppearanceRow() {
  const [theme, setChosenTheme] = useState<Theme>(getTheme);
  return (
    <AccountRow
      title={words.appearance}
      detail={words.appearanceDetail}
      actions={
        <Segmented
          hideLabel
          label={words.appearance}
          value={theme}
          onChange={(next) => {
            setChosenTheme(next);
            setTheme(next);
          }}
          options={[
            { id: 'system', label: words.appearanceSystem },
            { id: 'light', label: words.appearanceLight },
            { id: 'dark', label: words.appearanceDark },
          ]}
        />
      }
    />
  );
}

function SignOutRow() {
  const navigate = useNavigate();
  return (
    <AccountRow
      title={words.signOut}
      detail={words.signOutDetail}
      actions={
        <Button
          size="small"
          icon={<SignOutIcon />}
          onPress={async () => {
            if (await signOut()) await navigate({ to: '/sign-in' });
          }}
        >
          {words.signOut}
        </Button>
      }
    />
  );
}
