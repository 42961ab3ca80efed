-- Which files are no reports of a format known here, or redacted, and count nowhere?
SELECT site, day, file FROM unread ORDER BY day, site, file;
