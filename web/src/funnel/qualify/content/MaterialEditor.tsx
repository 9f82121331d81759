import { Trans, useLingui } from '@lingui/react/macro';
import {
  Button,
  FileInput,
  Group,
  Loader,
  Modal,
  MultiSelect,
  Select,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPaperclip } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { applyProblem } from '@/api/problem';
import { useCan } from '@/api/session';
import type { Lang, Material, MaterialDetail, MaterialKind, StageKind } from '@/api/types';
import { STAGE_KINDS, stageKindLabel } from '@/crm/labels';
import { FormModal } from '@/kit/FormModal';
import { formatDateTime } from '@/kit/format';
import classes from './content.module.css';
import { materialQuery, settingsQuery, useMaterialCalls, useMaterialTags } from './contentCalls';
import { fileSize, MATERIAL_KINDS, materialKind } from './labels';

/** What is said of a field stands below it, so that fields side by side are level. */
const ORDER: ('label' | 'input' | 'description' | 'error')[] = [
  'label',
  'input',
  'description',
  'error',
];

interface Props {
  /** Null: a new one. */
  id: string | null;
  onClose: () => void;
}

/** A material with its versions, new or known. */
export function MaterialEditor({ id, onClose }: Props) {
  const { t } = useLingui();
  const known = useQuery({ ...materialQuery(id ?? ''), enabled: id !== null });
  if (id && !known.data) {
    return (
      <Modal opened onClose={onClose} closeButtonProps={{ 'aria-label': t`Закрыть` }}>
        <Loader size="sm" />
      </Modal>
    );
  }
  return <Loaded known={known.data ?? null} onClose={onClose} />;
}

function Loaded({ known, onClose }: { known: MaterialDetail | null; onClose: () => void }) {
  const { t } = useLingui();
  const readOnly = !useCan()('content.write');
  const tags = useMaterialTags();
  const settings = useQuery(settingsQuery).data;
  const { save, upload, archive } = useMaterialCalls();
  const [error, setError] = useState<string | null>(null);
  // A material that was made, but whose file was refused: it is not made again.
  const [made, setMade] = useState<Material | null>(null);
  const form = useForm({
    initialValues: {
      kind: (known?.kind ?? 'case') as MaterialKind,
      title: known?.title ?? '',
      summary: known?.summary ?? '',
      lang: (known?.lang ?? null) as Lang | null,
      industries: known?.industries ?? [],
      pains: known?.pains ?? [],
      stages: (known?.stages ?? []) as StageKind[],
      link: known?.link ?? '',
      file: null as File | null,
    },
  });
  const submit = form.onSubmit(async ({ file, link, ...facts }) => {
    setError(null);
    try {
      const before = made ?? known;
      const other = link.trim() && link.trim() !== before?.link;
      const saved = await save.mutateAsync({
        known: before,
        facts: { ...facts, ...(other && !file && { link: link.trim() }) },
      });
      setMade(saved);
      if (file) await upload.mutateAsync({ known: saved, file });
      onClose();
    } catch (reason) {
      setError(applyProblem(form, reason, Object.keys(form.values)));
    }
  });
  const field = <K extends keyof typeof form.values>(name: K) => ({
    ...form.getInputProps(name),
    readOnly,
  });
  return (
    <FormModal
      opened
      onClose={onClose}
      size="lg"
      title={known ? known.title : t`Новый материал`}
      action={t`Сохранить`}
      busy={save.isPending || upload.isPending}
      error={error}
      onSubmit={() => !readOnly && submit()}
    >
      <div className={classes.two}>
        <Select
          label={t`Вид`}
          allowDeselect={false}
          data={MATERIAL_KINDS.map((kind) => ({ value: kind, label: materialKind(kind) }))}
          {...field('kind')}
        />
        <Select
          label={t`Язык`}
          placeholder={t`Любой`}
          clearable
          data={[
            { value: 'ru', label: t`Русский` },
            { value: 'en', label: t`Английский` },
          ]}
          {...field('lang')}
        />
      </div>
      <TextInput label={t`Название`} required data-autofocus {...field('title')} />
      <Textarea
        label={t`О чём это`}
        description={t`Пара строк, которые увидит клиент`}
        autosize
        minRows={2}
        maxRows={6}
        {...field('summary')}
      />
      <div className={classes.two}>
        <FileInput
          label={known?.file ? t`Новый файл` : t`Файл`}
          description={
            settings && t`До ${settings.file_mb} МБ: ${settings.file_endings.join(', ')}`
          }
          inputWrapperOrder={ORDER}
          placeholder={t`Выберите файл`}
          clearable
          clearButtonProps={{ 'aria-label': t`Убрать файл` }}
          disabled={readOnly}
          accept={settings?.file_endings.map((ending) => `.${ending}`).join(',')}
          leftSection={<IconPaperclip size={14} stroke={1.6} />}
          {...form.getInputProps('file')}
        />
        <TextInput
          label={t`Или ссылка`}
          description={t`На страницу, видео или диск`}
          inputWrapperOrder={ORDER}
          placeholder="https://"
          inputMode="url"
          {...field('link')}
          disabled={form.values.file !== null}
        />
      </div>
      <TagsInput
        label={t`Отрасли`}
        placeholder={form.values.industries.length ? '' : t`Любые`}
        data={tags.industries}
        {...field('industries')}
      />
      <TagsInput
        label={t`Боли`}
        placeholder={form.values.pains.length ? '' : t`Какую задачу клиента решает`}
        data={tags.pains}
        {...field('pains')}
      />
      <MultiSelect
        label={t`Этапы`}
        placeholder={form.values.stages.length ? '' : t`Любые`}
        data={STAGE_KINDS.map((kind) => ({ value: kind, label: stageKindLabel(kind) }))}
        {...field('stages')}
      />
      {known && <Versions material={known} />}
      {known && !readOnly && (
        <Group>
          <Button
            variant="subtle"
            size="compact-sm"
            color="gray"
            loading={archive.isPending}
            onClick={() => archive.mutate(known, { onSuccess: onClose })}
          >
            {known.archived ? <Trans>Вернуть из архива</Trans> : <Trans>В архив</Trans>}
          </Button>
        </Group>
      )}
    </FormModal>
  );
}

/** Every link and file that the material was; clients keep what they were sent. */
function Versions({ material }: { material: MaterialDetail }) {
  const { t } = useLingui();
  if (material.versions.length === 0) return null;
  return (
    <section aria-label={t`Версии`}>
      <h3 className={classes.small}>
        <Trans>Версии. Клиент видит ту, что ему отправили</Trans>
      </h3>
      <ul className={classes.versions}>
        {material.versions.map((version) => (
          <li key={version.number}>
            <span className={classes.number}>{version.number}</span>
            <a
              href={
                version.link ?? `/api/v1/materials/${material.id}/versions/${version.number}/file`
              }
              target="_blank"
              rel="noopener noreferrer"
            >
              {version.file ? version.file.name : version.link}
            </a>
            <span className={classes.quiet}>
              {[
                version.file && fileSize(version.file.size),
                formatDateTime(version.created_at),
                version.by?.name,
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
