import { Trans } from '@lingui/react/macro';
import { Menu } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { Deal, Pipeline } from '@/api/types';
import { MoveItems } from '@/crm/moves/MoveMenu';
import type { DealMoves } from '@/crm/moves/useDealMoves';

export interface MenuAt {
  deal: Deal;
  box: DOMRect;
  /** Opened with the keyboard, so the focus must not be lost when the card goes elsewhere. */
  byKeys: boolean;
}

interface Props {
  at: MenuAt;
  pipeline: Pipeline | undefined;
  writable: boolean;
  moves: Pick<DealMoves, 'move' | 'win' | 'lose' | 'reopen'>;
  onClose: () => void;
}

/** One menu for all cards: hundreds of closed ones would cost more than the cards themselves. */
export function CardMenu({ at, pipeline, writable, moves, onClose }: Props) {
  const navigate = useNavigate();
  const { deal, box } = at;
  return (
    <Menu opened onClose={onClose} position="bottom-end" withinPortal width={240} returnFocus>
      <Menu.Target>
        <span
          aria-hidden
          style={{
            position: 'fixed',
            left: box.left,
            top: box.top,
            width: box.width,
            height: box.height,
            pointerEvents: 'none',
          }}
        />
      </Menu.Target>
      <Menu.Dropdown mah="70vh" style={{ overflow: 'auto' }} aria-label={deal.title}>
        <Menu.Item
          leftSection={<IconExternalLink size={15} stroke={1.6} />}
          onClick={() => void navigate({ to: '/deals/$id', params: { id: deal.id } })}
        >
          <Trans>Открыть сделку</Trans>
        </Menu.Item>
        {writable && <MoveItems deal={deal} pipeline={pipeline} moves={moves} />}
      </Menu.Dropdown>
    </Menu>
  );
}
