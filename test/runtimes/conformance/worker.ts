import { conform, report } from './program.js';

// `workerd test` calls it; the lab's origin comes as a binding.
export default {
  test: (_: unknown, { LAB }: { LAB: string }): Promise<void> => report(LAB, conform),
};
