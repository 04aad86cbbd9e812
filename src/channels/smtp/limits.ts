// What one client may ask of the receiver, and how long it may take: every bound of the SMTP door in one place.

export interface SmtpLimits {
  /** Largest message in bytes, as SIZE announces it (RFC 1870). */
  maxSizeBytes: number;
  /** RFC 5321 §4.5.3.1.8: a server has to take at least 100. */
  maxRecipients: number;
  /** RFC 5321 §4.5.3.1.4 asks for 512; Postfix allows 2,048. */
  maxCommandBytes: number;
  /** Commands since the last message that was stored; a recipient that is taken does not count. */
  maxCommandsWithoutMail: number;
  /** Permanent refusals since the last message that was stored. */
  maxErrors: number;
  /** A session has to bring a message within this time of its start, and then of each message. */
  sessionMs: number;
  /** DATA has to end within this time, plus one second for each `slowestHonestBytesPerSecond` that came. */
  dataMs: number;
  slowestHonestBytesPerSecond: number;
  /** While the client owes us message bytes, each window of `rateWindowMs` has to bring this much on average. */
  minBytesPerSecond: number;
  rateWindowMs: number;
  /** RFC 5321 §4.5.3.2.7: a server waits at least 5 minutes for the next command. */
  idleMs: number;
  /** A stranger who talks before the greeting is a spam cannon: wait this long to find out. Trusted peers do not wait. */
  greetingPauseMs: number;
  maxConnections: number;
  maxConnectionsPerAddress: number;
  /** Of one IPv4 /24 or one IPv6 /64. */
  maxConnectionsPerNetwork: number;
  /** Places that only trusted peers may take, so that a flood of strangers cannot lock the relay out. */
  placesForTrusted: number;
  /** Bytes of messages held in memory over all sessions, from their first byte until they are stored. */
  maxBytesInFlight: number;
  /** How long a message that is being received may still take when the server stops. */
  drainMs: number;
}

export const defaultLimits: SmtpLimits = {
  maxSizeBytes: 35 * 1024 * 1024,
  maxRecipients: 100,
  maxCommandBytes: 2_048,
  maxCommandsWithoutMail: 100,
  maxErrors: 20,
  sessionMs: 300_000,
  dataMs: 300_000,
  slowestHonestBytesPerSecond: 32 * 1024,
  minBytesPerSecond: 500,
  rateWindowMs: 60_000,
  idleMs: 300_000,
  greetingPauseMs: 100,
  maxConnections: 1_000,
  maxConnectionsPerAddress: 20,
  maxConnectionsPerNetwork: 100,
  placesForTrusted: 100,
  maxBytesInFlight: 128 * 1024 * 1024,
  drainMs: 10_000,
};
