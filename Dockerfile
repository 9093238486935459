# syntax=docker/dockerfile:1
# Two stages: the first makes the environment from the locked requirements, the second runs it.
FROM python:3.11-slim-bookworm AS build
WORKDIR /build
COPY requirements/run.txt requirements/run.txt
RUN python -m venv /omov \
 && /omov/bin/pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY . .
RUN /omov/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin omov \
 && mkdir /data && chown omov:omov /data && chmod 700 /data
COPY --from=build /omov /omov
ENV PATH=/omov/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    OMOV_DATA=/data
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/office/api/v1/health', timeout=4)"]
ENTRYPOINT ["omov"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
