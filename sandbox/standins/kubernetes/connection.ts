/** How to reach an API server. */
export interface Connection {
  /** Base URL, without a trailing slash. */
  readonly server: string;
  /** PEM of the certificate authority; the system's own ones without it. */
  readonly ca?: string;
  /** Name that the server's certificate is checked against, where it is not the URL's. */
  readonly serverName?: string;
  readonly skipVerify: boolean;
  /** Namespace of objects that name none. */
  readonly namespace: string;
  /** How requests are authenticated; asked before each one, since tokens expire. */
  readonly credentials: () => Promise<Credentials>;
}

/** What proves who we are. */
export interface Credentials {
  readonly token?: string;
  /** PEM of the client certificate and its key. */
  readonly certificate?: string;
  readonly key?: string;
  readonly basic?: string;
}
