import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api.ts';
import { peopleMessages as words } from '../../messages/people.ts';
import { queries, queryClient } from '../../queries.ts';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/page.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useWorkspace } from '../../workspace.ts';
import { QuestionDialog } from '../account/question-dialog.tsx';

/** The way out, for everybody but the owner, whom a business needs. */
export function LeaveSection() {
  const { id, legalName } = useWorkspace();
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  return (
    <Section isAside title={words.leave} detail={words.leaveDetail}>
      <Button size="small" onPress={() => setAsking(true)}>
        {words.leave}
      </Button>
      {isAsking && (
        <QuestionDialog
          title={words.leaveTitle(legalName)}
          detail={words.leaveText}
          action={words.leaveConfirm}
          run={() => api.leaveWorkspace(id)}
          onDone={async () => {
            showToast({ text: words.left(legalName) });
            await queryClient.invalidateQueries(queries.me());
            await navigate({ to: '/', replace: true });
            queryClient.removeQueries({ queryKey: [id] });
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </Section>
  );
}
