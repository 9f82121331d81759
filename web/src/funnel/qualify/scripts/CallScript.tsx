import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { useCan, useMe } from '@/api/session';
import { ScriptRunner } from './ScriptRunner';
import { ScriptStarts } from './ScriptStarts';
import { runsQuery } from './scriptCalls';

/**
 * The script of a call, for its card: which to follow, then its steps.
 * On the page of the deal itself both stand there already.
 */
export default function CallScript({ deal }: { deal: string }) {
  const may = useCan()('qualification.write');
  const me = useMe().user.id;
  const runs = useQuery({ ...runsQuery(deal), enabled: may }).data;
  const shown = useLocation({ select: (at) => at.pathname.startsWith(`/deals/${deal}`) });
  if (!may || shown || !runs) return null;
  const running = runs.some((run) => !run.ended_at && run.by?.id === me);
  return running ? <ScriptRunner deal={deal} logged /> : <ScriptStarts deal={deal} kind="call" />;
}
