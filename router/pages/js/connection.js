// Whether the page hears the router: it does not while any of its ways to it fails.

export class Connection {
  /** `tell()` is called whenever a way is found to fail or to work. */
  constructor(tell) {
    this.tell = tell;
    this.begin();
  }

  /** A new session begins with nothing known to fail. */
  begin() {
    this.broken = new Set();
    this.lostAt = null;
  }

  note(way, works) {
    if (works) this.broken.delete(way);
    else this.broken.add(way);
    this.lostAt = this.broken.size ? this.lostAt ?? Date.now() : null;
    this.tell();
  }
}
