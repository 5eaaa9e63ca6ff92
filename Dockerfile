# The service: website, API and archives (`serve`), or visits (`work`). docs/operations.md says how to run it.
FROM python:3.11-slim-bookworm
LABEL org.opencontainers.image.title="livinglab" \
      org.opencontainers.image.description="The registry of software that Indonesia's regions share" \
      org.opencontainers.image.licenses="EUPL-1.2"

# git visits donors. Not pinned: a rebuild must take the newest security update of the distribution.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates git \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 livinglab \
    && useradd --uid 10001 --gid livinglab --home-dir /data --no-create-home --shell /usr/sbin/nologin livinglab \
    && install --directory --owner=livinglab --group=livinglab --mode=0750 /data

WORKDIR /srv/livinglab
COPY requirements/registry.txt requirements/registry.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/registry.txt
COPY LICENSE ./
COPY migrations/ migrations/
COPY templates/ templates/
COPY cli/livinglab/ livinglab/
COPY registry/ registry/
RUN python -m compileall -q livinglab migrations registry \
    && install --directory --owner=livinglab --group=livinglab /srv/livinglab/rules

USER 10001:10001
# The scanner for secrets compiles its rules once, for its own user; a worker starts four seconds sooner.
ENV KF_RULE_CACHE_DIR=/srv/livinglab/rules
RUN python -c "from livinglab.checks import secrets; secrets.prepare()"
ENV LIVINGLAB_FOLDER=/data PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
# An address that needs no database: archives are still served when it is away.
HEALTHCHECK --interval=30s --timeout=6s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import http.client as h; c = h.HTTPConnection('127.0.0.1', 8000, timeout=4); c.request('GET', '/static/page.css'); raise SystemExit(c.getresponse().status != 200)"]
ENTRYPOINT ["python", "-m", "registry"]
CMD ["serve", "--host", "0.0.0.0"]
