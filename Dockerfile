# The twin without its compiler: what ships runs, `twin build` does not. Build first: mvn -pl hmi -am package -DskipTests
FROM eclipse-temurin:25-jre

RUN mkdir -p /results && chown 10001:10001 /results
COPY hmi/target/lib/*.jar /opt/bulkhead/lib/
COPY hmi/src/main/launcher/jvm.args /opt/bulkhead/
COPY hmi/target/hmi.jar /opt/bulkhead/

USER 10001:10001
WORKDIR /results
VOLUME /results
EXPOSE 8080 1883
ENV HOME=/tmp
ENTRYPOINT ["java", "@/opt/bulkhead/jvm.args", "-cp", "/opt/bulkhead/hmi.jar:/opt/bulkhead/lib/*", "dev.bulkhead.cli.Main"]
# A container's own address; who publishes the ports decides who may come.
CMD ["live", "--listen", "0.0.0.0", "--anonymous", "command"]
HEALTHCHECK --interval=2s --timeout=3s --start-period=20s --retries=15 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && grep -q '^up' <&3"]
