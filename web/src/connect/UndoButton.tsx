import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import type { Import } from '@/api/types';
import { confirm } from '@/kit/confirm';
import { useImportDeed } from './importCalls';

interface Props {
  item: Import;
  compact?: boolean;
}

/** Takes a whole import back, after a question. */
export function UndoButton({ item, compact }: Props) {
  const { t } = useLingui();
  const deed = useImportDeed(item.id);
  const ask = async () => {
    const sure = await confirm({
      title: t`Отменить импорт «${item.file_name}»?`,
      text: t`Созданные записи будут удалены, изменённые — возвращены к прежним значениям. Записи, которые после импорта изменили люди, останутся.`,
      action: t`Отменить импорт`,
      danger: true,
    });
    if (sure) deed.mutate('undo');
  };
  return (
    <Button
      variant={compact ? 'subtle' : 'default'}
      size={compact ? 'compact-xs' : undefined}
      leftSection={<IconArrowBackUp size={14} stroke={1.7} />}
      loading={deed.isPending}
      onClick={() => void ask()}
    >
      <Trans>Отменить импорт</Trans>
    </Button>
  );
}
