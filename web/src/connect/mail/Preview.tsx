import { Trans } from '@lingui/react/macro';
import { Loader } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { errorText } from '@/api/problem';
import type { MailDraft } from '@/api/types';
import { LetterView } from './LetterView';
import classes from './mail.module.css';
import { previewQuery } from './mailCalls';

/** The letter with the record's own words in it, as one types. */
export function Preview({ draft }: { draft: MailDraft }) {
  const [asked] = useDebouncedValue(draft, 400);
  const preview = useQuery(previewQuery(asked));
  if (preview.error) return <p className={classes.bad}>{errorText(preview.error)}</p>;
  if (!preview.data) return <Loader size="sm" />;
  // Where a word stands for a value that a record lacks.
  const example = '{{contact.first_name|"…"}}';
  const missing = preview.data.missing.map((name) => `{{${name}}}`).join(', ');
  return (
    <>
      {missing && (
        <p className={classes.why}>
          <Trans>
            Не заполнено: {missing}. Впишите запасное слово: {example}
          </Trans>
        </p>
      )}
      <p className={classes.subject}>{preview.data.subject}</p>
      <LetterView html={preview.data.html} text={preview.data.text} />
    </>
  );
}
