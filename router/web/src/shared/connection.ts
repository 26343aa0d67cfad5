// Whether the page hears the router: it does not while any of its ways to it fails.

export class Connection {
  private broken = new Set<string>();
  /** Since when, in milliseconds of this machine; null while all is well. */
  lostAt: number | null = null;

  /** `tell()` is called whenever a way is found to fail or to work. */
  constructor(private readonly tell: () => void) {}

  /** A new session begins with nothing known to fail. */
  begin(): void {
    this.broken = new Set();
    this.lostAt = null;
  }

  note(way: string, works: boolean): void {
    if (works) this.broken.delete(way);
    else this.broken.add(way);
    this.lostAt = this.broken.size ? this.lostAt ?? Date.now() : null;
    this.tell();
  }
}
