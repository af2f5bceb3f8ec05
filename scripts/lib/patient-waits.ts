import { vi } from 'vitest';

/** A computer that does other things besides needs longer than the second after which vitest gives up. */
const patience = 30_000; // milliseconds

type Patient = typeof vi.waitFor & { isPatient?: boolean };

if (!(vi.waitFor as Patient).isPatient) {
  const { waitFor } = vi;
  const patient: Patient = (callback, options = patience) => waitFor(callback, options);
  patient.isPatient = true;
  vi.waitFor = patient;
}
