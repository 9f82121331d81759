import { Trans, useLingui } from '@lingui/react/macro';
import {
  Button,
  Checkbox,
  CopyButton,
  Group,
  Modal,
  ScrollArea,
  Select,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { useForm } from '@mantine/form';
import { IconCopy, IconExternalLink, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { applyProblem } from '@/api/problem';
import { useCan, useMe } from '@/api/session';
import type { Lang, MadeContentSend, SuggestedMaterial } from '@/api/types';
import { FormModal } from '@/kit/FormModal';
import { formatAgo } from '@/kit/format';
import classes from './content.module.css';
import { type About, settingsQuery, suggestedQuery, useSendCalls } from './contentCalls';
import { materialKind } from './labels';

interface Person {
  id: string;
  name: string;
  email: string | null;
}

interface Props {
  about: About;
  /** Materials that are chosen already. */
  chosen: string[];
  /** To whom it may be sent. */
  people: Person[];
  onClose: () => void;
}

/** Chooses materials and makes a personal page of them; then its link is shown, once. */
export function SendDialog({ about, chosen, people, onClose }: Props) {
  const { t } = useLingui();
  const can = useCan();
  const { workspace } = useMe();
  const suggested = useQuery(suggestedQuery(about)).data ?? [];
  const mails = useQuery(settingsQuery).data?.mail && can('mail.send');
  const { send } = useSendCalls(about);
  const [made, setMade] = useState<MadeContentSend | null>(null);
  const [error, setError] = useState<string | null>(null);
  const form = useForm({
    initialValues: {
      materials: chosen,
      contact_id: people[0]?.id ?? null,
      greeting: '',
      lang: (workspace.lang ?? 'ru') as Lang,
      expires_on: null as string | null,
      mail: false,
      subject: '',
    },
  });
  const { values } = form;
  const person = people.find((one) => one.id === values.contact_id);
  if (made) return <Made made={made} onClose={onClose} />;
  const submit = form.onSubmit(({ mail, subject, ...rest }) =>
    send.mutate(
      { ...rest, mail: mail && person?.email ? { to: person.email, subject } : null },
      {
        onSuccess: setMade,
        onError: (reason) => setError(applyProblem(form, reason, Object.keys(values))),
      },
    ),
  );
  return (
    <FormModal
      opened
      onClose={onClose}
      size="lg"
      title={t`Отправить материалы`}
      action={values.mail ? t`Отправить письмо` : t`Создать ссылку`}
      busy={send.isPending}
      error={error}
      onSubmit={submit}
    >
      <Choice
        suggested={suggested}
        chosen={values.materials}
        error={form.errors.materials}
        onChange={(materials) => form.setFieldValue('materials', materials)}
      />
      <div className={classes.two}>
        {people.length > 0 && (
          <Select
            label={t`Кому`}
            clearable={Boolean(about.deal)}
            allowDeselect={false}
            placeholder={t`Не указано`}
            data={people.map((one) => ({ value: one.id, label: one.name }))}
            {...form.getInputProps('contact_id')}
          />
        )}
        <Select
          label={t`Язык страницы`}
          allowDeselect={false}
          data={[
            { value: 'ru', label: t`Русский` },
            { value: 'en', label: t`Английский` },
          ]}
          {...form.getInputProps('lang')}
        />
      </div>
      <Textarea
        label={t`Приветствие`}
        placeholder={values.lang === 'en' ? 'Dear …,' : t`Обычное: имя и «здравствуйте»`}
        autosize
        minRows={2}
        maxRows={6}
        {...form.getInputProps('greeting')}
      />
      <DatePickerInput
        label={t`Открывается до`}
        placeholder={t({ message: 'Без срока', context: 'of an access' })}
        clearable
        clearButtonProps={{ 'aria-label': t`Очистить` }}
        valueFormat="D MMM YYYY"
        minDate={new Date()}
        {...form.getInputProps('expires_on')}
      />
      {mails && (
        <Checkbox
          label={
            person?.email
              ? t`Отправить письмом на ${person.email}`
              : t`Отправить письмом: у контакта нет почты`
          }
          disabled={!person?.email}
          {...form.getInputProps('mail', { type: 'checkbox' })}
        />
      )}
      {mails && values.mail && (
        <TextInput
          label={t`Тема письма`}
          placeholder={t`Материалы для вас`}
          {...form.getInputProps('subject')}
        />
      )}
    </FormModal>
  );
}

interface ChoiceProps {
  suggested: SuggestedMaterial[];
  chosen: string[];
  error: React.ReactNode;
  onChange: (chosen: string[]) => void;
}

/** Materials to tick, what suits best first. */
function Choice({ suggested, chosen, error, onChange }: ChoiceProps) {
  const { t } = useLingui();
  const [q, setQ] = useState('');
  const word = q.trim().toLowerCase();
  const shown = suggested.filter(({ material }) => {
    const tags = [material.title, materialKind(material.kind), ...material.industries];
    return [...tags, ...material.pains].some((text) => text.toLowerCase().includes(word));
  });
  return (
    <div>
      <TextInput
        type="search"
        aria-label={t`Найти материал`}
        placeholder={t`Название, отрасль, боль`}
        leftSection={<IconSearch size={14} stroke={1.6} />}
        value={q}
        onChange={(event) => setQ(event.currentTarget.value)}
      />
      <Checkbox.Group
        aria-label={t`Материалы`}
        error={error}
        value={chosen}
        onChange={onChange}
        mt={8}
      >
        <ScrollArea.Autosize mah={230} type="auto" className={classes.choice}>
          {shown.map(({ material, fits_industry, fits_stage, sent_at, opened }) => (
            <Checkbox
              key={material.id}
              value={material.id}
              label={material.title}
              description={[
                materialKind(material.kind),
                fits_industry && t`для отрасли`,
                fits_stage && t`для этапа`,
                sent_at && t`отправляли ${formatAgo(sent_at)}`,
                opened && t`открыт`,
              ]
                .filter(Boolean)
                .join(' · ')}
            />
          ))}
          {shown.length === 0 && (
            <p className={classes.quiet}>
              {suggested.length === 0 ? (
                <Trans>В библиотеке пока нет материалов.</Trans>
              ) : (
                <Trans>Ничего не нашлось.</Trans>
              )}
            </p>
          )}
        </ScrollArea.Autosize>
      </Checkbox.Group>
    </div>
  );
}

function Made({ made, onClose }: { made: MadeContentSend; onClose: () => void }) {
  const { t } = useLingui();
  const link = `${location.origin}${made.path}`;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={made.mailed_to ? t`Письмо отправлено на ${made.mailed_to}` : t`Ссылка готова`}
      closeButtonProps={{ 'aria-label': t`Закрыть` }}
    >
      <Stack gap="sm">
        <code className={classes.link}>{link}</code>
        <p className={classes.quiet}>
          <Trans>
            Ссылка показывается один раз. Ваши просмотры не считаются, просмотры по ссылке появятся
            в карточке.
          </Trans>
        </p>
        <Group justify="flex-end" gap="xs">
          <Button
            component="a"
            href={made.path}
            target="_blank"
            rel="noopener"
            variant="default"
            leftSection={<IconExternalLink size={14} stroke={1.6} />}
          >
            <Trans>Посмотреть</Trans>
          </Button>
          <CopyButton value={link}>
            {({ copied, copy }) => (
              <Button
                data-autofocus
                leftSection={<IconCopy size={14} stroke={1.6} />}
                onClick={copy}
              >
                {copied ? <Trans>Скопировано</Trans> : <Trans>Скопировать ссылку</Trans>}
              </Button>
            )}
          </CopyButton>
        </Group>
      </Stack>
    </Modal>
  );
}
