import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, Menu } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import {
  IconArrowBackUp,
  IconArrowRight,
  IconCircleX,
  IconDots,
  IconTrash,
  IconTrophy,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCan } from '@/api/session';
import type { Deal, Pipeline } from '@/api/types';
import { MoveItems } from '@/crm/moves/MoveMenu';
import type { DealMoves } from '@/crm/moves/useDealMoves';
import { confirm } from '@/kit/confirm';

interface Props {
  deal: Deal;
  pipeline: Pipeline | undefined;
  readOnly: boolean;
  moves: DealMoves;
  onRemove: () => Promise<unknown>;
}

/** Won, lost, reopened, moved (M), deleted. */
export function DealActions({ deal, pipeline, readOnly, moves, onRemove }: Props) {
  const { t } = useLingui();
  const can = useCan();
  const navigate = useNavigate();
  const [menu, setMenu] = useState(false);
  useHotkeys([
    ['M', () => !readOnly && setMenu(true), { usePhysicalKeys: true, preventDefault: true }],
  ]);
  if (readOnly) return null;

  const remove = async () => {
    const sure = await confirm({
      title: t`Удалить сделку «${deal.title}»?`,
      text: t`Вместе с ней пропадут её заметки, задачи и история. Вернуть их нельзя.`,
      action: t`Удалить сделку`,
      danger: true,
    });
    if (!sure) return;
    await onRemove();
    await navigate({ to: '/board' });
  };

  return (
    <>
      {deal.status === 'open' ? (
        <>
          <Button
            color="#1b7a3d"
            leftSection={<IconTrophy size={14} stroke={1.8} />}
            onClick={() => moves.win(deal)}
          >
            <Trans>Выиграна</Trans>
          </Button>
          <Button
            variant="default"
            leftSection={<IconCircleX size={14} stroke={1.8} />}
            onClick={() => moves.lose(deal)}
          >
            <Trans>Проиграна</Trans>
          </Button>
        </>
      ) : (
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={14} stroke={1.8} />}
          onClick={() => moves.reopen(deal)}
        >
          <Trans>Открыть снова</Trans>
        </Button>
      )}
      <Menu opened={menu} onChange={setMenu} position="bottom-end" withinPortal width={240}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconArrowRight size={14} stroke={1.8} />}>
            <Trans>Переместить</Trans>
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah="70vh" style={{ overflow: 'auto' }}>
          <MoveItems deal={deal} pipeline={pipeline} moves={moves} />
        </Menu.Dropdown>
      </Menu>
      {can('deals.delete') && (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon variant="default" size={30} aria-label={t`Другие действия`}>
              <IconDots size={16} stroke={1.8} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              c="var(--app-bad)"
              leftSection={<IconTrash size={15} stroke={1.6} />}
              onClick={() => void remove()}
            >
              <Trans>Удалить сделку</Trans>
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  );
}
