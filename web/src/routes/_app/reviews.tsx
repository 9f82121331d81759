import { createFileRoute } from '@tanstack/react-router';
import { ReviewsPage } from '@/funnel/qualify/reviews/ReviewsPage';

export const Route = createFileRoute('/_app/reviews')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: ReviewsPage,
});
