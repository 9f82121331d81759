import { createFileRoute } from '@tanstack/react-router';
import { WonLost } from '@/analyze/contrast/WonLost';
import { Explain } from '@/analyze/explain/Explain';
import { FitPage } from '@/funnel/qualify/fit/FitPage';

export const Route = createFileRoute('/_app/fit')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: () => (
    <FitPage>
      <WonLost />
      <Explain />
    </FitPage>
  ),
});
