import type { CertificateRequest } from '../../shared/registrar.ts';

const most = 100;

/** The requests that were decided last in this run, the newest first. */
export class Decided {
  #requests: readonly CertificateRequest[] = [];

  /** Decided anew, it takes the place of the earlier decision. */
  add(request: CertificateRequest): void {
    const others = this.#requests.filter(({ id }) => id !== request.id);
    this.#requests = [request, ...others].slice(0, most);
  }

  /** @param ids of requests that were asked again and wait */
  without(ids: ReadonlySet<string>): readonly CertificateRequest[] {
    return this.#requests.filter(({ id }) => !ids.has(id));
  }
}
