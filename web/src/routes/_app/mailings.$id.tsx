import { createFileRoute } from '@tanstack/react-router';
import { LetterFields } from '@/connect/mail/LetterFields';
import { Preview } from '@/connect/mail/Preview';
import { MailingPage } from '@/funnel/attract/mailings/MailingPage';

export const Route = createFileRoute('/_app/mailings/$id')({
  component: () => (
    <MailingPage
      fields={(props) => <LetterFields {...props} />}
      preview={(letter) => <Preview draft={{ ...letter, by_company: true }} />}
    />
  ),
});
