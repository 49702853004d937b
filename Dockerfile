# The catalogue in one image: `serve` by default, and every other command by its name.
#   docker build -t report-catalogue .
#   docker run -p 8000:8000 -v catalogue:/data report-catalogue
#   docker run -p 8000:8000 report-catalogue demo
# It also runs with --read-only --cap-drop all; .ci/container proves it.

FROM python:3.13-slim AS libraries
# Certificates come from the system, so that a company's own authority can be mounted in.
ENV PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore \
    UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_NO_CACHE=1 \
    UV_PYTHON=/usr/local/bin/python3 \
    UV_SYSTEM_CERTS=1
RUN pip install uv==0.13.9
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --extra styles --no-install-project

FROM libraries AS build
COPY . .
RUN uv sync --frozen --no-dev --extra styles --no-editable

FROM python:3.13-slim
LABEL org.opencontainers.image.title="Report catalogue" \
      org.opencontainers.image.description="Reports, the media that mention them and the resources linked to both, served over HTTP" \
      org.opencontainers.image.licenses="MIT"
# Scratch files of an import go to the volume: /tmp may be read-only, or be memory.
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TMPDIR=/data \
    CATALOGUE_DATA=/data \
    CATALOGUE_HOST=0.0.0.0 \
    CATALOGUE_PORT=8000
RUN mkdir /data && chown 10001:10001 /data
VOLUME /data
COPY --from=build /app/.venv /app/.venv
USER 10001:10001
EXPOSE 8000
# http.client, because urllib would ask a configured proxy for 127.0.0.1.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import http.client as h, os, sys; c = h.HTTPConnection('127.0.0.1', int(os.environ['CATALOGUE_PORT']), timeout=4); c.request('GET', '/health'); sys.exit(c.getresponse().status != 200)"]
ENTRYPOINT ["catalogue"]
CMD ["serve"]
