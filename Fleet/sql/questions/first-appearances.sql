-- When did a cause first come to a gateway, and what had changed there since the run before?
SELECT site, device, cause, owner, severity, started_at, previous_started_at, changed
FROM appearances
ORDER BY started_at DESC, site, device, cause;
